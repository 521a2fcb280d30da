"""Words that web software, not editors, puts into addresses: in English everywhere, in other languages where common.

All in lower case, decoded. They count as whole path segments only.
"""

from __future__ import annotations

__all__ = ["ARCHIVES", "ARTICLE_NOUNS", "FILE_TYPES", "MACHINE", "SECTIONS", "SERVICE", "STATIC", "TAXONOMY"]

TAXONOMY = frozenset(
    """
    tag tags tagged topic topics subject subjects keyword keywords category categories cat section sections
    rubric author authors autor autoren autores autori auteur auteurs redakteur writer writers columnist
    columnists contributor contributors profile profiles people byline bylines reporter journalist staff team
    user users member members channel channels series label labels hashtag collection collections dossier
    dossiers schlagwort schlagworte thema themen kategorie kategorien rubrik rubriken stichwort tema temas
    categoria categorias etiqueta etiquetas seccion secciones assunto assuntos editoria autoria categorie sujet
    sujets theme themes mot-cle etiquette motcle argomento argomenti rubrica rubriche firma firme onderwerp
    onderwerpen emne emner ämne amne kategori kategoria aihe avainsana skribent stitek stitky autorzy temat
    tematy tagi znacka cimke szerzo rovat oznaka konu konular etiket etiketler yazar yazarlar penulis topik
    indeks tac-gia chu-de danh-muc тег теги рубрика рубрики категория категории автор авторы тема темы сюжет
    сюжеты метка rubrics tegi temy syuzhet وسم وسوم تصنيف كاتب الكاتب موضوع מחבר תגית תגיות קטגוריה 標籤 标签 分类 分類
    作者 作家 タグ カテゴリー 태그 카테고리 기자
    """.split()
)
"""What stands before the name of a list of articles: a tag, a section, a person."""

SECTIONS = frozenset(
    """
    category categories cat section sections rubric rubrics topic topics channel channels kategorie kategorien rubrik
    rubriken ressort thema themen categoria categorias seccion secciones categorie rubrique rubriques theme themes
    rubrica rubriche kategori kategoria rovat konu kategoriler рубрика рубрики категория категории تصنيف קטגוריה
    分类 分類 カテゴリー 카테고리
    """.split()
)
"""Those of them that part a site by subject, and are worth a visit."""

STATIC = frozenset(
    """
    about about-us aboutus contact contact-us contacts kontakt kontakty contacto contatto contato contactez-nous
    impressum imprint privacy privacy-policy privacypolicy datenschutz datenschutzerklaerung terms terms-of-use
    terms-of-service terms-and-conditions tos legal legal-notice aviso-legal mentions-legales note-legali cookie
    cookies cookie-policy cookie-policy-eu disclaimer copyright agb nutzungsbedingungen faq faqs help hilfe aide
    ayuda ajuda aiuto support careers jobs karriere stellenanzeigen masthead editorial-policy ethics advertise
    advertising advertise-with-us mediadaten media-kit publicidad publicite pubblicita werbung accessibility
    sitemap site-map archive archives archiv archivo archivio arkiv newsletter newsletters newsletter-signup
    podcasts rss feed feeds atom mobile apps app home index default who-we-are chi-siamo quienes-somos
    qui-sommes-nous ueber-uns uber-uns over-ons om-oss om-os hakkimizda iletisim kunye o-nas tentang-kami
    kontak-kami gioi-thieu lien-he redaktion redaccion redazione redaction redakcja privacidad
    politica-de-privacidad politica-de-cookies privacidade politique-de-confidentialite prywatnosc regulamin
    gizlilik do-not-sell your-privacy-choices manage-cookies feedback corrections tip-us send-tip latest
    most-read mostread trending popular breaking-news live-tv epaper e-paper weather wetter meteo horoscope
    horoscopes horoskop crossword tv-guide tv-programm о-нас контакты о-проекте реклама من-نحن اتصل-بنا אודות
    צור-קשר 关于我们 联系我们 會社概要 会社概要 お問い合わせ 회사소개
    """.split()
)
"""Pages of the site about itself, and its standing services."""

ARCHIVES = frozenset(
    """
    archive archives archiv archivo archivos archivio arquivo arquivos arkiv arkisto archief archiwum arhiv arhiva
    arsiv arşiv archyvas arhiiv arsip arkib luu-tru архив архіў архів архива أرشيف الأرشيف ארכיון آرشیو アーカイブ 档案 存档
    """.split()
)
"""Lists of all that there was, mostly by date."""

MACHINE = frozenset(
    """
    wp-admin wp-content wp-json wp-includes cdn-cgi xmlrpc cgi-bin oauth auth sso api ajax graphql static assets
    media-assets images img css js fonts sharer intent
    """.split()
)
"""Folders in which files and answers for programs lie, never pages."""

SERVICE = frozenset(
    """
    login log-in signin sign-in signup sign-up register registration registrierung anmelden anmeldung logout
    konto account accounts my-account myaccount mein-konto mon-compte mi-cuenta connexion inscription
    iniciar-sesion registro password subscribe subscription subscriptions abo abonnement abonnements abonnieren
    abonnez-vous suscripcion suscripciones suscribirse assine assinatura abbonamenti donate donation spenden
    support-us cart basket warenkorb checkout shop store boutique tienda loja negozio sklep webshop search suche
    recherche buscar busca busqueda cerca ricerca zoeken sok søg haku szukaj hledat arama cari tim-kiem поиск
    wp-login.php wp-login xmlrpc.php share sharing print-edition comments comment kommentare forum forums
    community classifieds obituaries anzeigen rss feed feeds download downloads jobs stellenmarkt immobilien
    gewinnspiel gewinnspiele coupons gutscheine games puzzles
    """.split()
)
"""Doors to something other than reading; below them articles are rare."""

ARTICLE_NOUNS = frozenset(
    """
    article articles story stories artikel artikler beitrag nachricht meldung post posts entry news-story
    newsdetail detail details read view articolo articoli articulo articulos artigo noticia noticias nota notas
    actualite actualites clanek clanky artykul artykuly cikk haber haberi berita nieuws artikkel uutinen uutiset
    artiklar nyhet nyheter bericht news_view newsview content archives a p i d id doc node item статья статьи
    новость новости stat novosti novost bai-viet tin-tuc 新闻 新聞 记事 記事 article_view articleview show release
    pressemitteilung pressemitteilungen press-release press-releases
    """.split()
)
"""Segments that say that an article stands behind them."""

FILE_TYPES = frozenset(
    """
    jpg jpeg png gif webp svg avif bmp ico tif tiff pdf doc docx xls xlsx ppt pptx epub zip gz rar tar 7z mp3
    mp4 m4a m4v mov avi mkv webm ogg wav flac m3u8 css js mjs json xml rss atom rdf txt csv ics vcf woff woff2
    ttf eot swf exe apk dmg
    """.split()
)
"""Extensions of what is no page."""
