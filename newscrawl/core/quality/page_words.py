"""What pages that are no articles call themselves, in many languages.

Titles count as a whole; words of addresses as whole path segments, beside core.path_words.
"""

from __future__ import annotations

import re

__all__ = [
    "AUTHOR_WORDS",
    "ERROR_TITLE",
    "LOGIN_TITLE",
    "LOGIN_WORDS",
    "SEARCH_TITLE",
    "SEARCH_WORDS",
    "STATIC_TITLE",
    "TAG_WORDS",
]


def _titles(words: str) -> re.Pattern[str]:
    return re.compile("(?:" + "".join(line.strip() for line in words.strip().split("\n")) + ")", re.IGNORECASE)


STATIC_TITLE = _titles("""
    about( us| this site| the site)?|who we are|our (team|story|mission)|contact( us)?|get in touch|imprint|legal( notice| information)?|masthead
    |privacy( policy| notice| statement)?|terms( of (use|service)| (and|&) conditions)?|terms (and|&) conditions( of use)?|cookies?( policy| notice)?|disclaimer|copyright( notice)?|accessibility( statement)?
    |advertise( with us)?|advertising|media kit|careers|jobs|work (for|with) us|faqs?|frequently asked questions|help( cent(er|re))?|site ?map|newsletters?|subscribe|subscriptions?|rss( feeds?)?|editorial (policy|guidelines)|corrections( policy)?|code of ethics|staff|support us|donate
    |über uns|ueber uns|wir über uns|impressum|kontakt|datenschutz(erklärung|hinweise)?|agb|allgemeine geschäftsbedingungen|nutzungsbedingungen|mediadaten|werbung|werben( bei uns)?|karriere|stellenangebote|(die )?redaktion|das team|team|hilfe|häufige fragen|abo(nnement)?s?|barrierefreiheit|haftungsausschluss
    |(à )?propos( de nous)?|qui sommes[- ]nous( ?\\?)?|nous contacter|contact(ez[- ]nous)?|mentions légales|politique de confidentialité|confidentialité|conditions générales( d[’']utilisation| de vente)?|cgu|cgv|publicité|plan du site|l[’']équipe|aide|recrutement|abonnements?
    |(acerca|sobre) (de )?nosotros|quiénes somos|contacto|contáctanos|aviso legal|política de (privacidad|cookies)|términos y condiciones|condiciones de uso|publicidad|mapa del sitio|ayuda|preguntas frecuentes|suscripciones|trabaja con nosotros
    |quem somos|sobre( nós)?|contato|contacto|fale conosco|política de privacidade|termos de uso|anuncie|expediente|ficha técnica|chi siamo|contatti|contattaci|note legali|informativa (sulla )?privacy|privacy policy|condizioni d[’']uso|pubblicità|la redazione|redazione|lavora con noi
    |over ons|contact(eer ons)?|privacybeleid|privacyverklaring|algemene voorwaarden|adverteren|colofon|om oss|kontakta oss|integritetspolicy|kontakt oss|personvern(erklæring)?|om os|kontakt os|privatlivspolitik|tietoa meistä|yhteystiedot|tietosuoja(seloste)?
    |o nas|kontakt|polityka prywatności|regulamin|reklama|redakcja|o nás|kontakty?|ochrana osobních údajů|rólunk|kapcsolat|impresszum|adatvédelem|despre noi|contact|politica de confidențialitate|termeni și condiții|o nama|impressum|marketing|uvjeti korištenja|za nas|контакти
    |о (нас|компании|проекте|редакции|сайте|газете)|про (нас|редакцію)|контакты|контакти|редакция|редакція|реклама( на сайте)?|политика конфиденциальности|пользовательское соглашение|правила (сайта|использования)|вакансии
    |hakkımızda|künye|iletişim|gizlilik politikası|kullanım koşulları|reklam|σχετικά με εμάς|ποιοι είμαστε|επικοινωνία|όροι χρήσης|ταυτότητα|من نحن|اتصل بنا|سياسة الخصوصية|الشروط والأحكام|درباره ما|تماس با ما|אודות(ינו)?|צור קשר|תנאי שימוש|מדיניות פרטיות
    |tentang kami|hubungi kami|kebijakan privasi|redaksi|pedoman media siber|giới thiệu|liên hệ|điều khoản sử dụng|हमारे बारे में|संपर्क( करें)?|गोपनीयता नीति|会社(?:概要|案内)|運営会社|お問い合わせ|プライバシーポリシー|利用規約|(关于|關於)(我们|我們)|(联系|聯絡|聯繫)(我们|我們)|隐私政策|隱私權?政策|회사소개|개인정보 ?처리방침|이용약관|เกี่ยวกับเรา|ติดต่อเรา
""")
LOGIN_TITLE = _titles("""
    log ?[- ]?in|sign ?[- ]?(in|up)|register|registration|create (an )?account|my account|forgot(ten)? (your )?password|reset (your )?password|anmelden|anmeldung|einloggen|registrier(en|ung)|mein konto|passwort vergessen|connexion|se connecter|s[’']inscrire|inscription|mon compte
    |iniciar sesión|inicia sesión|registrarse|regístrate|crear cuenta|entrar|fazer login|cadastr(o|e-se)|accedi|registrati|inloggen|registreren|logga in|logg inn|log ind|kirjaudu( sisään)?|zaloguj( się)?|logowanie|rejestracja|přihlášení|prihlásenie|bejelentkezés|autentificare|prijava
    |вход|войти|авторизация|регистрация|увійти|вхід|giriş( yap)?|üye ol|kayıt ol|σύνδεση|εγγραφή|تسجيل الدخول|ورود|התחברות|כניסה|masuk|daftar|đăng nhập|đăng ký|लॉग ?इन|ログイン|新規登録|会員登録|登录|登入|注册|註冊|로그인|회원가입|เข้าสู่ระบบ
""")
SEARCH_TITLE = _titles("""
    (advanced )?search( results?)?( for\\b.*)?|(you searched|results) for\\b.*|suche(rgebnisse)?( (nach|für)\\b.*)?|suchergebnisse?\\b.*|recherche( avancée)?|résultats (de (la )?)?(recherche )?(pour\\b.*)?|résultats de (la )?recherche\\b.*|(resultados de (la )?)?búsqueda( avanzada)?( de\\b.*)?|resultados (de busca|da pesquisa)\\b.*|(risultati (della )?)?ricerca( per\\b.*)?|zoek(en|resultaten)\\b.*|sökresultat\\b.*|søkeresultat\\w*\\b.*|(wyniki )?wyszukiwani[ae]\\b.*|(výsledky )?vyhledávání\\b.*|(результаты )?поиск[а]?( по\\b.*)?|(arama sonuçları|arama)\\b.*|(نتائج )?البحث\\b.*|(hasil )?pencarian\\b.*|(kết quả )?tìm kiếm\\b.*|検索結果.*|搜[索尋]结?果?.*|검색( ?결과)?.*
""")
ERROR_TITLE = _titles("""
    (error )?(http )?(40[0-9]|410|500|50[234])( ?[-–:|]? ?(error|fehler|erreur|errore?|not found|page not found|forbidden|.{0,40}))?|(oops|sorry|uh[- ]?oh|whoops)\\b.{0,60}|(the )?(page|article|content|story|file|resource)( you .{0,40})? (is |was |has been |could |can )?(not|no longer|cannot|can['’]t|couldn['’]t be)( be)? ?(found|available|exist|removed)?.{0,30}|(page|article) (missing|unavailable|deleted|expired|removed)|not found|(nothing|page) (was )?not? found|nothing found|access denied|forbidden|service unavailable|bad gateway|internal server error|just a moment|attention required!?.{0,30}|are you a (robot|human)\\??|(security|human|robot) (check|verification)|checking your browser.{0,40}|under (construction|maintenance)|(site|down for) maintenance|request (blocked|rejected)|unsupported browser
    |(die |diese |leider .{0,20})?(seite|artikel|inhalt|beitrag)( wurde| konnte| ist| existiert)? ?(leider )?(nicht|nicht mehr) ?(gefunden|verfügbar|gefunden werden|vorhanden)?.{0,20}|fehler( \\d{3})?(seite)?|fehlerseite|zugriff verweigert|wartungsarbeiten
    |(la )?page (introuvable|non trouvée|inexistante|n[’']existe pas|demandée .{0,40})|(cette |la )?page (n[’']existe (pas|plus)).{0,20}|erreur( \\d{3})?|accès refusé|contenu introuvable|(la )?página (no (encontrada|existe|disponible)|não encontrada).{0,20}|(no se (ha )?encontr\\w+|error \\d{3}).{0,40}|página não (encontrada|existe).{0,20}|(pagina|la pagina) non (trovata|esiste|disponibile).{0,20}|errore( \\d{3})?
    |pagina niet gevonden.{0,20}|sidan (hittades inte|kunde inte hittas|finns inte).{0,20}|siden (ble ikke funnet|finnes ikke|blev ikke fundet|findes ikke).{0,20}|sivua ei (löytynyt|löydy).{0,20}|(nie znaleziono strony|strona nie (została znaleziona|istnieje)).{0,20}|stránka (nenalezena|nebyla nalezena|neexistuje|sa nenašla).{0,20}|az? oldal nem található.{0,20}|pagina nu (a fost găsită|există).{0,20}|stranica nije pronađena.{0,20}
    |(страница|страницу|материал|запись) не (найден[ао]?|существует|найти).{0,20}|(ошибка|помилка)( \\d{3})?|сторінк[уа] не (знайдено|існує).{0,20}|доступ (запрещ[её]н|закрыт)|sayfa bulunamadı.{0,20}|(aradığınız sayfa).{0,40}|η σελίδα δεν (βρέθηκε|υπάρχει).{0,20}|(الصفحة|صفحة) (غير موجودة|لم يتم العثور).{0,30}|(صفحه|صفحه مورد نظر) (یافت نشد|پیدا نشد).{0,20}|(ה?דף|ה?עמוד) לא נמצא.{0,20}
    |halaman tidak ditemukan.{0,20}|(không tìm thấy trang|trang không tồn tại).{0,20}|पृष्ठ नहीं मिला|(お探しの)?(ページ|記事)(が|は)(見つかりません|存在しません|削除).{0,20}|(页面|頁面|您访问的页面|找不到(页面|頁面|网页)).{0,12}(不存在|找不到|未找到|已删除)?|(요청하신 )?페이지를 찾을 수 없습니다.{0,10}|ไม่พบหน้า.{0,20}
""")

# Which of the words in addresses say what kind of list or door stands behind them.
AUTHOR_WORDS = frozenset(
    "by author authors autor autoren autores autori auteur auteurs writer writers columnist columnists contributor contributors profile profiles "
    "people reporter journalist staff user users member members redakteur autorzy szerzo yazar yazarlar penulis автор авторы 作者 기자".split()
)
TAG_WORDS = frozenset(
    "tag tags tagged topic topics keyword keywords hashtag label labels schlagwort schlagworte thema themen stichwort etiqueta etiquetas "
    "mot-cle etiquette tema temas stitek stitky tagi znacka cimke etiket etiketler тег теги метка وسم תגית 标签 標籤 タグ 태그".split()
)
SEARCH_WORDS = frozenset(
    "search suche recherche buscar busca busqueda cerca ricerca zoeken sok søg haku szukaj hledat arama cari поиск".split()
)
LOGIN_WORDS = frozenset(
    "login log-in signin sign-in signup sign-up register registration anmelden anmeldung logout account accounts my-account myaccount "
    "mein-konto mon-compte mi-cuenta connexion inscription iniciar-sesion registro password oauth auth sso wp-login.php wp-login".split()
)
