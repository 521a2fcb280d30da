"""Lines that pages carry around articles in many languages: what kind of line it is.

Words come second: callers ask about short lines only, after structure has had its say. The lists hold what common
software and house styles write (comment forms, consent banners, share bars), never the wording of one site.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from newscrawl.core.quality.guard_words import has

__all__ = ["Boilerplate", "boilerplate", "caseless", "speaks_of"]


class Boilerplate(StrEnum):
    """What a line is instead of a part of the article."""

    COMMENT = "comment"
    CONSENT = "consent"
    NEWSLETTER = "newsletter"
    PAYWALL = "paywall"
    SHARE = "share"
    MORE = "more"
    ADVERT = "advert"
    TAGS = "tags"
    COUNTER = "counter"
    CREDIT = "credit"


# Whole lines, punctuation at their ends aside.
_WHOLE = {
    Boilerplate.COMMENT: """
        comments?|\\d+ comments?|no comments( yet)?|leave a (reply|comment)|post (a )?comment|add (a )?comment|cancel reply|join the conversation
        |view comments|show comments|be the first to comment|(log ?in|sign in|login) to (comment|reply)|name|e-?mail|website|reply
        |kommentare?|\\d+ kommentare?|kommentar (schreiben|hinterlassen|abgeben|verfassen)|(einen )?kommentar hinterlassen|schreibe(n sie)? einen kommentar
        |hinterlasse( einen)? kommentar|antwort(en)? (abbrechen|hinterlassen)|diskutieren sie mit|kommentieren|(alle )?kommentare (anzeigen|lesen)
        |commentaires?|\\d+ commentaires?|laisser (un commentaire|une réponse)|laissez un commentaire|ajouter un commentaire|(écrire|poster) un commentaire
        |comentarios?|\\d+ comentarios?|deja (un comentario|una respuesta)|dejar (un comentario|una respuesta)|añadir comentario|escribe un comentario
        |comentários?|\\d+ comentários?|deixe (um comentário|uma resposta|o seu comentário)|deixar um comentário|adicionar comentário
        |comment[oi]|\\d+ comment[oi]|lascia un (commento|risposta)|lascia una risposta|scrivi un commento|commenta
        |reacties?|\\d+ reacties?|(geef|plaats|laat) een (reactie|antwoord)( achter)?|reageer|kommentar(er)?|lämna (ett svar|en kommentar)
        |skriv en kommentar|legg igjen (en kommentar|et svar)|efterlad en kommentar|jätä kommentti|vastaa
        |komentarze|\\d+ komentarz[ey]?|dodaj komentarz|zostaw komentarz|komentáře|napsat komentář|přidat komentář|komentár(e)?|pridať komentár
        |hozzászólás(ok)?|szólj hozzá!?|lasă un (răspuns|comentariu)|comentarii|komentari|ostavi(te)? (komentar|odgovor)
        |комментари[ийев]+|\\d+ комментари[ийевя]+|(оставить|добавить|написать) (комментарий|ответ)|оставьте комментарий|коментар[іи]|залишити (відповідь|коментар)
        |yorum(lar)?|\\d+ yorum|(bir )?yorum (yap(ın)?|yaz(ın)?)|bir (yanıt|cevap) yazın|σχόλια|αφήστε (μια απάντηση|ένα σχόλιο)|γράψτε σχόλιο
        |التعليقات|تعليقات?|(اترك|أضف|اكتب) (تعليقا|تعليقاً|تعليقًا|ردا|رداً|ردًا|تعليق)|اترك تعليقك|دیدگاه(‌?ها)?|دیدگاهتان را بنویسید|نظرات?|ارسال نظر
        |תגובות?|השארת תגובה|כתיבת תגובה|הוסף תגובה|komentar|tinggalkan (balasan|komentar)|kirim komentar|để lại (bình luận|một bình luận)|bình luận
        |टिप्पणियाँ|टिप्पणी करें|एक उत्तर छोड़ें|মন্তব্য( করুন)?|コメント(する|を書く|を残す|欄)?|返信する|(发表|發表)?(评论|評論|回复|回覆)|留言|댓글( ?(남기기|쓰기|달기))?|답글 남기기|ความคิดเห็น|แสดงความคิดเห็น
    """,
    Boilerplate.SHARE: """
        share|share (this|it|on|via|with|to)\\b.{0,40}|sharing|shares?|tweet|pin( it)?|print|e-?mail( this)?|copy (link|url)|link copied|save|bookmark|listen|follow( us)?( on)?\\b.{0,40}
        |(facebook|twitter|x|whats ?app|telegram|linkedin|pinterest|reddit|instagram|youtube|tiktok|threads|bluesky|viber|messenger|flipboard|line|weibo|wechat|vkontakte|xing|print|e-?mail|,|/|\\||\\s|·|und|and|et|y|e)+
        |teilen|(artikel |beitrag |jetzt )?teilen( auf| via| mit)?\\b.{0,30}|drucken|merken|vorlesen|folgen( sie uns)?( auf)?\\b.{0,30}|partager?|partagez\\b.{0,30}|imprimer|suivez-nous\\b.{0,30}
        |compart(ir|e|ilhar|ilhe)\\b.{0,30}|imprimir|guardar|síguenos\\b.{0,30}|siga-nos\\b.{0,30}|condividi\\b.{0,30}|stampa|seguici\\b.{0,30}|delen|deel( dit)?\\b.{0,25}|dela\\b.{0,20}|del( på)?\\b.{0,20}|jaa|jaa artikkeli
        |udostępnij\\b.{0,20}|drukuj|sdílet\\b.{0,20}|zdieľať|megosztás|distribuie|podijeli|подели(ться|тесь|ть)?\\b.{0,30}|поширити|поділитися|paylaş(ın)?\\b.{0,20}|κοινοποίηση|μοιραστείτε\\b.{0,20}
        |شارك(ها|ه)?( ?على)?|مشاركة|طباعة|اشتراک ?گذاری|שתפו?|שיתוף|bagikan\\b.{0,20}|chia sẻ\\b.{0,20}|शेयर( करें)?|シェア(する)?|ツイート|(分享|转发|轉發)(到|至)?.{0,10}|打印|공유(하기)?|แชร์|기사 url이 복사되었습니다
    """,
    Boilerplate.MORE: """
        (read|see|find out|learn|watch|view|show|load) (more|also|next|all)( here)?( on this.{0,30}| about.{0,30})?|more|related( (articles?|stories|posts?|news|content|links?|topics?|reading|coverage))?|you (may|might) (also )?(like|be interested in)|recommended( (for you|videos?|stories|reading))?|up next|trending( now)?|most (read|popular)|more (on|from|about|in)\\b.{0,40}|also read|don['’]t miss|editor['’]?s[’']? picks?|top stories|latest( news)?|continue reading|article content|story continues( below)?|next (article|story)|previous (article|story)
        |mehr( zum thema| lesen| dazu| erfahren| anzeigen)?|weiterlesen|lesen sie (auch|mehr|hier mehr|dazu auch|weiter)|auch interessant|zum thema|mehr zum thema|das könnte (sie|dich) (auch )?interessieren|ähnliche(r)?( (artikel|beiträge|themen))?|weitere (artikel|themen|meldungen|nachrichten|informationen)|passend(e artikel)? (zum thema|dazu)|verwandte (artikel|themen|beiträge)|empfohlene(r)? (artikel|inhalt|redaktioneller inhalt)|meistgelesen|hauptinhalt|zum artikel|nächster artikel|externer inhalt( nicht verfügbar)?
        |lire (aussi|la suite|plus)|à lire( aussi)?|voir (aussi|plus)|en savoir plus|sur le même (sujet|thème)|articles? (liés?|similaires|associés?)|à découvrir|les plus lus|dans la même rubrique|passer la publicité
        |(lea|lee|leer|ver|vea) (más|también|además)|te puede interesar|le puede interesar|también te puede interesar|noticias? relacionadas?|artículos? relacionados?|más (noticias|información|sobre.{0,30})|lo más (leído|visto)|temas relacionados|más leídas
        |(leia|veja|saiba) (mais|também)|notícias relacionadas|artigos relacionados|continua após a publicidade|mais lidas|relacionad[oa]s
        |leggi (anche|tutto|di più)|ti potrebbe interessare( anche)?|articoli correlati|approfondimenti|potrebbe interessarti( anche)?|notizie correlate|i più letti|vedi anche
        |lees (ook|meer|verder)|meer (over|lezen|nieuws)\\b.{0,30}|gerelateerd(e artikelen)?|läs (också|mer|även)|les (også|mer|mere)|læs (også|mere)|relaterade? (artiklar|nyheter)|lue (myös|lisää)|kortversjonen|kort fortalt
        |czytaj (też|także|więcej|dalej|również)|zobacz (też|także|również|więcej)|polecane|(čtěte|přečtěte si|čítajte|prečítajte si) (také|více|tiež|aj|i)\\b.{0,20}|související( články)?|článek|olvass(a)? (még|tovább|el ezt is)|kapcsolódó( cikkek)?|citește (și|mai mult)|citiți și|(pročitajte|pročitaj) (i|još|više)|vezane vijesti|preberite (še|tudi)
        |читайте (также|еще|ещё|далее|також)|читать (далее|также|полностью|ещё|еще)|(по теме|материалы по теме|похожие (статьи|новости|материалы)|подробнее|смотрите также|ранее|рекомендуем|другие новости)|прочетете (още|също)|читај(те)? (и|још)
        |devamını oku|(ilgili|benzer) haberler|haberin devamı|bunlar da ilginizi çekebilir|ayrıca okuyun|διαβάστε (επίσης|ακόμα|περισσότερα|και)|σχετικά (άρθρα|νέα)
        |(اقرأ|إقرأ|شاهد) (أيضا|أيضاً|أيضًا|المزيد|ايضا)|(مقالات|أخبار|مواضيع|موضوعات) (ذات صلة|متعلقة)|المزيد|بیشتر بخوانید|مطالب مرتبط|(اخبار|خبرهای) مرتبط|קרא(ו)? (עוד|גם)|כתבות (נוספות|קשורות)|עוד בנושא
        |baca (juga|selengkapnya)|berita terkait|artikel terkait|lihat juga|(xem|đọc) thêm|tin liên quan|(यह भी|ये भी) पढ़ें|और पढ़ें|संबंधित खबरें|আরও পড়ুন|இதையும் படிங்க
        |(続き|もっと)を(読む|見る)|関連(記事|ニュース|キーワード|リンク)|あわせて読みたい|おすすめ(記事|情報)?|(相关|相關|延伸)(阅读|閱讀|新闻|新聞|文章|报道|報導)|(阅读|閱讀|查看|了解)(更多|全文|原文)|(更多|推荐)(新闻|阅读|内容)?|관련 ?(기사|뉴스)|더 ?보기|อ่าน(เพิ่มเติม|ต่อ)|ข่าวที่เกี่ยวข้อง
    """,
    Boilerplate.ADVERT: """
        advertisements?( \\d+)?|advertising|ad|ads|sponsored( content)?|promoted|paid post|advertisement.{0,12}story continues below|anzeige|werbung|publicité|annonce|publicidad|publicidade|pubblicità|advertentie|reklama|reklame|annons|mainos|hirdetés|publicitate|oglas|реклама|реклам(а|ы)|reklam|διαφήμιση|إعلان|اعلان|آگهی|פרסומת|iklan|quảng cáo|विज्ञापन|বিজ্ঞাপন|広告|【?pr】?|广告|廣告|광고|โฆษณา
    """,
    Boilerplate.COUNTER: """
        [\\d\\s.,km+•·|/-]{1,15}|\\d[\\d.,]*\\s?([km]|mil|tsd|тыс)?\\.?\\s?(shares?|views?|comments?|likes?|reads?|votes?|reactions?|followers?|mal geteilt|aufrufe|kommentare|partages|vues|réactions|compartidos|vistas|visualizações|condivisioni|просмотр\\w*|комментари\\w*|görüntüle\\w*|okunma|yorum|مشاهدة|بازدید|次|回|조회)?
        |((estimated )?(reading|read) time:?|lesedauer:?|lesezeit:?|temps de lecture ?:?|tiempo de lectura:?|tempo de leitura:?|tempo di lettura:?|leestijd:?|lästid:?|lesetid:?|læsetid:?|lukuaika:?|czas czytania:?|okuma süresi:?|время (на )?чтени[ея]:?|(أقل من )?مدة القراءة:?|زمان مطالعه:?)?\\s*(<|ca\\.?|about|under|less than)?\\s*\\d{1,3}\\s?[-–]?\\s?(min(s|\\.|ute[ns]?|uti|utos?|uty?|uut\\w*)?|dk|dakika|мин\\w*\\.?|دقيقة|دقائق|دقیقه|分钟|分鐘|分|분)(\\s?(read|reading|lesezeit|lesedauer|de lecture|de lectura|de leitura|di lettura|leestijd|lästid|lesetid|okuma|чтения))?
        |\\d+ (hours?|minutes?|mins?|days?|weeks?) ago|vor \\d+ (stunden?|minuten?|tagen?)|il y a \\d+ (heures?|minutes?|jours?)|hace \\d+ (horas?|minutos?|días?)
    """,
}

# Starts of short lines that then name something: a headline, a list of words, a person.
_START = {
    Boilerplate.MORE: """
        (read|see) (also|more|next)\\s*[:|–-]|also read\\s*[:|–-]?|related( (article|story|stories|news|content|reading|coverage))?\\s*[:|–]|(don['’]t miss|must read|watch|recommended|listen|more)\\s*[:|]|read more( on|:| about| from)|find out more
        |lesen sie (auch|hier|mehr|dazu)\\b|(mehr zum thema|auch interessant|zum thema|mehr dazu|lesetipp|zum artikel|weiterlesen|siehe auch|hintergrund)\\s*[:|–]|mehr zu(m|r) (thema|artikel)\\b
        |(à )?lire (aussi|également|la suite)\\b|voir (aussi|également)\\b|à lire\\s*[:|–]|(lea|lee|leer|ver|vea|te puede interesar|le puede interesar|leia|veja|leggi|vedi|guarda) (también|tambien|además|también|mais|também|anche)\\b|(te|le) puede interesar\\b|saiba mais\\b|leia mais\\b|para saber m[áa]s\\b|leggi (anche|tutto)\\b
        |lees (ook|meer|verder)\\b|läs (också|mer|även)\\b|les (også|mer|mere)\\b|læs (også|mere)\\b|lue (myös|lisää)\\b|(czytaj|zobacz|przeczytaj) (też|także|więcej|również|dalej)\\b|(čtěte|přečtěte si|čítajte|prečítajte si) (také|více|tiež|aj|i)\\b|(olvasd|olvassa) (el|még)\\b|kapcsolódó\\s*:|citește și\\b|citiți și\\b|pročitajte (i|još)\\b|preberite (še|tudi)\\b
        |читайте (также|еще|ещё|далее|також|про)|(по теме|подробнее|смотрите также|ранее по теме)\\s*[:–]|ayrıca oku\\w*\\s*:|(ilgili|bunu da oku\\w*)\\s*:|διαβάστε (επίσης|ακόμα|και|περισσότερα)
        |(اقرأ|إقرأ|شاهد) (أيضا|أيضاً|أيضًا|المزيد|ايضا)|(بیشتر بخوانید|همچنین بخوانید)|קרא(ו)? (עוד|גם)|baca (juga|selengkapnya)|lihat juga|(xem|đọc) thêm|(यह|ये) भी पढ़ें|আরও পড়ুন|(関連記事|あわせて読みたい|【関連】|【あわせて読みたい】)|(相关阅读|相關閱讀|延伸閱讀|延伸阅读|相关新闻|相關新聞|更多|阅读更多|閱讀更多)[:：]?|관련 ?기사
    """,
    Boilerplate.TAGS: """
        (tags?|tagged( (as|with|in))?|filed under|topics?|keywords?|in this article|schlagw(ö|o)rte(r)?|stichworte?|themen|mots[- ]clés|étiquettes|thèmes|etiquetas?|temas|palabras clave|palavras-chave|assuntos|argomenti|etichette|trefwoorden|ämnen|emner|avainsanat|tagi|štítky|cimkék|címkék|etichete|oznake|теги|метки|ключевые слова|etiketler|ετικέτες|وسوم|الوسوم|الكلمات المفتاحية|کلیدواژه(‌?ها)?|برچسب(‌?ها)?|תגיות|topik|từ khóa|टैग्स?|タグ|标签|標籤|关键词|關鍵字|태그)\\s*[:：|–-]
        |(posted in|categor(y|ies)|kategorien?|catégories?|categor[íi]as?|categorie|категории|kategoriler)\\s*[:：]
    """,
    Boilerplate.CREDIT: """
        (photos?|photograph|pictures?|image|images|foto|fotos|bild|bilder|photo credit|image credit|crédit photo|crédits?|fotoğraf|фото|zdjęcie|zdj|kuva|kép|fotografía|imagen|immagine|写真|图片|圖片|사진|صورة|עצמאי|צילום)\\s*([:：/©]|by\\b|via\\b).{0,90}
        |(©|\\(c\\)|copyright\\b|<copyright|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati|все права защищены|tüm hakları saklıdır|جميع الحقوق محفوظة|無断転載|版权所有|版權所有|무단 ?전재|ⓒ).{0,160}
    """,
    Boilerplate.NEWSLETTER: """
        (sign up|subscribe|register|join) (now )?(for|to|our)\\b.{0,60}(newsletter|inbox|alerts|briefing|digest|our (free )?(daily )?e-?mails?)|get (the|our|all|more)\\b.{0,60}(inbox|newsletter|delivered|by e-?mail)|get daily\\b.{0,30}news|our newsletter|newsletter
        |(jetzt )?(abonnieren|bestellen) sie\\b.{0,60}newsletter|(hier|jetzt)( kostenlos)? .{0,40}newsletter\\b|(melden|tragen) sie sich\\b.{0,60}newsletter|inscrivez-vous\\b.{0,60}(newsletter|lettre)|abonnez-vous\\b|recevez\\b.{0,60}(newsletter|lettre|mail)
        |suscr[íi]be(te|se)\\b.{0,60}|recib[ea] .{0,40}(newsletter|bolet[íi]n|correo)|inscreva-se\\b.{0,60}|assine\\b.{0,40}newsletter|receba\\b.{0,60}(e-?mail|newsletter|whatsapp)|iscriviti\\b.{0,60}|(meld je aan|schrijf je in|abonneer)\\b.{0,60}|prenumerera\\b.{0,60}nyhetsbrev|abonner\\b.{0,60}nyhetsbrev|tilaa\\b.{0,40}uutiskirje|zapisz się\\b.{0,60}newsletter|(přihlaste|prihláste) se? .{0,40}newsletter|iratkozz(on)? fel\\b.{0,40}|abonează-te\\b.{0,40}
        |подпи(шитесь|сывайтесь|саться)\\b.{0,80}|подписывайся\\b.{0,60}|підпи(шіться|суйтесь)\\b.{0,60}|(bültene?|e-bültene?)\\b.{0,40}(abone|kaydol)|εγγραφείτε\\b.{0,40}|اشترك\\b.{0,40}|(في|عبر) نشرتنا|הירשמו\\b.{0,40}|langganan\\b.{0,30}newsletter|(メルマガ|ニュースレター).{0,20}(登録|購読)|(订阅|訂閱).{0,20}|뉴스레터 .{0,12}(구독|신청)
        |(follow|like|join) us on\\b|(folgen sie|folge) (uns|dem)\\b.{0,60}(facebook|twitter|instagram|whatsapp|telegram|google)|suivez[- ].{0,60}(facebook|twitter|instagram|whatsapp|google)|s[íi]gue(nos)?\\b.{0,60}(facebook|twitter|instagram|whatsapp|google)|segui(ci)?\\b.{0,60}(facebook|twitter|instagram|whatsapp|google|telegram)
    """,
}

# Phrases that tell a line by themselves, wherever they stand in it.
_INSIDE = {
    Boilerplate.COMMENT: """
        e-?mail(-?\\s?address)? will not be published|required fields are marked|save my name, email|notify me of (follow-?up|new) (comments|posts)|logged in to (post a )?comment|comments are (closed|moderated)|commenting (policy|guidelines)|commenting forum|to post a comment
        |e-?mail-?adresse wird nicht veröffentlicht|erforderliche felder sind|um (einen )?kommentar(e)? (abzugeben|zu schreiben|zu verfassen)|meinen namen, meine e-mail|benachrichtige mich über|kommentarfunktion|(einloggen|anmelden),? um .{0,20}kommentar
        |adresse (e-?mail|de messagerie) ne sera pas publiée|champs obligatoires sont indiqués|prévenez-moi|enregistrer mon nom, mon e-?mail|dirección de correo (electrónico )?no será publicada|campos obligatorios están marcados|guarda mi nombre, correo
        |endereço de e-?mail não será publicado|campos obrigatórios são marcados|salvar meus dados|indirizzo e-?mail non sarà pubblicato|campi obbligatori sono contrassegnati|salva il mio nome
        |e-?mailadres wordt niet gepubliceerd|vereiste velden zijn|e-?postadress kommer inte|obligatoriska fält är märkta|e-?postadresse(n)? (vil ikke|bliver ikke)|sähköpostiosoitettasi ei julkaista
        |adres e-?mail nie zostanie opublikowany|wymagane pola są oznaczone|e-?mailová adresa nebude zveřejněna|e-?mail cím(et)? nem tesszük közzé|adresa ta de email nu va fi publicată|adresa e-?pošte neće biti objavljena
        |адрес (e-?mail|электронной почты) не будет опубликован|обязательные поля помечены|e-?mail адреса не оприлюднюватиметься|e-?posta (hesabınız|adresiniz) yayı[mn]lanmayacak|ηλ\\. διεύθυνση σας δεν|لن يتم نشر عنوان|نشانی ایمیل شما منتشر نخواهد شد|האימייל לא יוצג|alamat email anda tidak akan|email của bạn sẽ không|メールアドレスが公開されることはありません|(电子邮箱地址|電子郵件地址|邮箱地址|電子郵件)(不会被公开|不會被公開|必填)|이메일은 공개되지 않습니다
    """,
    Boilerplate.CONSENT: """
        (uses?|using|use of|accept|accepting|reject|allow|manage|store|stores|set|place|about|our) (all |of |our |optional |essential |necessary )?cookies|cookies? (to|and|policy|settings|preferences|notice|consent|are|help)\\b.{0,120}|consent to (the|our|its|their)? ?(use|processing|storage|cookies)|we (and our|value your) (\\d+ )?(partners|privacy)|personali[sz]ed (ads|advertising|content)
        |(verwende[nt]?|nutz(en|t)|benutzt|setz(en|t)|akzeptier\\w*|einsatz|verwendung|nutzung) (von |ein |auf dieser (web)?seite )?(\\w+ ){0,3}cookies|cookies?[- ](einstellungen|richtlinie|zustimmung|hinweis|akzeptieren)|mit der nutzung .{0,60} cookies|zustimmung (zur|in die) .{0,40}(verarbeitung|cookies|datenschutz)
        |(utilis\\w+|accept\\w+|dépos\\w+|gestion|paramétr\\w+|refus\\w+)( \\w+){0,3} (de |des |les |vos )?cookies|(utiliza\\w*|usa\\w*|acepta\\w*|uso de|rechaza\\w*|configura\\w*)( \\w+){0,3} cookies|(utilizz\\w+|usa|accett\\w+|uso dei|rifiut\\w+)( \\w+){0,4} cookies?
        |(gebruik\\w*|accepteer\\w*|plaats\\w*|använd\\w*|bruker|bruger|käyttää|acceptera\\w*|godta\\w*|accepter\\w*)( \\w+){0,3} (cookies|evästeitä|informasjonskapsler|kakor)|(używa\\w*|korzysta\\w*|wykorzystuje\\w*)( \\w+){0,4} (plik\\w* )?cookies|(používá\\w*|používa\\w*|koristi\\w*|uporablja\\w*|folose\\w+|használ\\w*)( \\w+){0,4} (soubory |súbory )?(cookie\\w*|kolačić\\w*|piškotk\\w*|sütik?et)|sütiket (használ|alkalmaz)
        |(используе\\w+|использовани\\w+|использует|обработк\\w+|використову\\w+|использва\\w*)( \\w+){0,5} (файл\\w+ )?(cookies?|куки)|(файлы|файлов|файлів) (cookies?|куки)|çerez(ler)?(i|e|leri|lerin|ler)? (kullan\\w*|politika\\w*|kabul)|χρησιμοποι\\w+( \\w+){0,3} cookies|ملفات (تعريف الارتباط|الكوكيز|كوكيز)|کوکی‌?ها|(משתמש|שימוש) ב-?(עוגיות|cookies)|(menggunakan|sử dụng) cookies?|कुकीज़?|(cookie|クッキー)(を|の)(使用|利用|設定)|(使用|接受|启用|啟用)\\s?cookies?|쿠키(를)? (사용|허용)
    """,
    Boilerplate.PAYWALL: """
        (this|the) (article|content|story|function\\w*) is (only |exclusively )?(for|available|reserved) .{0,20}(subscribers|members)|(already|not) a (subscriber|member)\\b|(subscribe|sign up|log ?in|register|sign in)( now| today)? (to|and) (continue|read|unlock|access|keep reading)|to (continue|keep) reading|unlock (this|the full) (article|story)|your subscription|create (an|a free) account|have an account\\?|free trial|(digital|print) subscri(ber|ption)|subscribers? only|start your (free )?(trial|subscription)|read the full (story|article)
        |(jetzt|weiter)(\\w| ){0,20}(abo|abonnieren|abonnent\\w*|freischalten|testen)\\b|bereits abonnent|mit (einem )?(\\w+-?)?abo\\b .{0,40}|(nur )?für abonnent\\w*|kostenlos testen|(bitte )?(loggen sie sich ein|melden sie sich an)( .{0,30})?|probeabo|artikel freischalten|monatlich kündbar|jederzeit kündbar|um (den artikel|weiter)\\w* (zu )?lesen|e-?paper und news
        |réservé(e)? aux abonnés|déjà abonné|abonnez-vous pour|il vous reste .{0,30} à (lire|découvrir)|pour lire la suite|(contenido|funcionalidad|artículo|noticia) (es )?(exclusiv\\w+|solo|sólo) para suscriptores|ya (eres|soy) suscriptor|suscr[íi]bete (para|y)|tu suscripción|para (continuar|seguir) leyendo|conteúdo exclusivo para assinantes|já é assinante|riservato agli abbonati|(sei )?già abbonato|abbonati per|(alleen|exclusief) voor abonnees|al abonnee|(för|endast för) prenumeranter|for abonnenter|vain tilaajille|(dla|tylko dla) (abonentów|prenumeratorów|subskrybentów)|pouze pro předplatitele|csak előfizetők|numai pentru abonați|(только|доступн\\w+) (для|по) подписчик\\w*|оформите подписку|(sadece|yalnızca) aboneler|للمشتركين فقط|למנויים בלבד|(会員|有料会員|購読者)(限定|登録|の方|向け)|この記事は(会員|有料)|(会员|會員|订阅|訂閱)(专享|專享|专属|專屬|限定|后阅读)|(구독자|유료회원) 전용
    """,
    Boilerplate.NEWSLETTER: """
        (in|to|into) your inbox|delivered (straight )?to your|sign up (to|for) (our|the|a) .{0,40}newsletter|our (free )?(daily |weekly |morning |evening )*(newsletter|e-?mails?)\\b|newsletter (abonnieren|anmelden|bestellen|informiert)|(unseren?|den|zum|im|kostenlosen?) (\\w+[- ]){0,2}newsletter\\b|s['’]inscrire à la newsletter|notre newsletter|nuestr[ao] (newsletter|boletín)|nossa newsletter|(nostra|alla) newsletter|onze nieuwsbrief|vårt nyhetsbrev|vores nyhedsbrev|uutiskirje\\w*|nasz(ego|ym)? newsletter\\w*|нашу? рассылк\\w+|наш(ем|его)? (телеграм|telegram)\\S* ?-?канал\\w*
    """,
    Boilerplate.MORE: """
        story continues below|do you have a story|get in touch (at|with)|reviews and recommendations are unbiased|may earn (a|an affiliate) commission|affiliate (commission|links?)|follow (along )?.{0,20} on (whatsapp|google news|telegram)|bookmark .{0,40} (and|home ?page)|independently select\\w*
    """,
}

_LONGEST = {
    Boilerplate.COMMENT: 220,
    Boilerplate.CONSENT: 420,
    Boilerplate.NEWSLETTER: 240,
    Boilerplate.PAYWALL: 220,
    Boilerplate.MORE: 170,
    Boilerplate.TAGS: 250,
    Boilerplate.CREDIT: 200,
}


# Every phrase of a kind holds one of its stems ("_" is a space); without them its pattern, which is slow, is not asked.
_STEMS = {
    Boilerplate.COMMENT: """
        comment kommentar mail posta published fields_are felder champs campos campi correo meus_dados mon_nom salva_il
        prévenez vereiste postad sähköp notify benachrichtige wymagane adres obligatoriska tesszük
        адрес помечены διεύθυνση عنوان نشانی האימייל メールアドレス 地址 郵件 이메일
    """,
    Boilerplate.CONSENT: """
        cookie consent partners privacy personalised personalized zustimmung evästei kapsler kakor kolačić piškot süti
        куки çerez الارتباط كوكيز کوکی עוגיות कुकी クッキー 쿠키
    """,
    Boilerplate.PAYWALL: """
        subscri members a_member to_continue and_continue to_read and_read reading the_full unlock access an_account
        free_account trial jetzt weiter abonn abonen abo_ loggen melden freischalten testen probeabo kündbar lesen
        paper_und il_vous_reste lire_la_suite suscri suscrí leyendo assinan abbonat prenumer tilaaj předplat előfiz
        abonați subskryb подпис aboneler للمشتركين למנויים 会員 会员 會員 購読者 この記事は 订阅 訂閱 구독자 유료회원
    """,
    Boilerplate.NEWSLETTER: """
        newsletter mail inbox delivered boletín nieuwsbrief nyhetsbrev nyhedsbrev uutiskirje рассылк наш
    """,
    Boilerplate.MORE: """
        story touch affiliate unbiased commission whatsapp google telegram bookmark select
    """,
}


def caseless(text: str) -> str:
    """A text in lower case, of the same length, its letters that have two small forms in one of them.

    Patterns are written so and asked of such texts: one that ignores case itself takes several times as long, since
    `re` cannot tell then by the first letter which alternatives may fit.
    """
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").lower().replace("ı", "i").replace("ς", "σ").replace("ſ", "s")


def _compile(table: dict[Boilerplate, str], form: str) -> tuple[tuple[Boilerplate, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(form.format("".join(part.strip(" ") for part in _small(words).strip().split("\n")))))
        for kind, words in table.items()
    )


def _small(words: str) -> str:
    # Not lower case as a whole: \S is not \s.
    return words.replace("ı", "i").replace("ς", "σ")


_WHOLE_LINES = _compile(_WHOLE, r"(?:{})")
_LINE_STARTS = _compile(_START, r"(?:{})")
_PHRASES = tuple(
    (kind, tuple(word.replace("_", " ") for word in _small(_STEMS[kind]).split()), words)
    for kind, words in _compile(_INSIDE, r"(?:(?<!\w)|(?<=[\u3040-\u9fff\uac00-\ud7af]))(?:{})")
)
_EDGES = " \t\n.,:;!?…*•·|»«›‹>→←▸►#–—-()[]{}\"'“”„"
_WHOLE_LIMIT = 80


def boilerplate(line: str) -> Boilerplate | None:
    """What kind of boilerplate a line is; None where nothing says so.

    In: one line or paragraph, folded. Long ones are never boilerplate: the words of all these kinds stand in articles
    too. Pure; answers are remembered for speed only.
    """
    if len(line) > max(_LONGEST.values()):
        return None
    return _kind(line)


@lru_cache(maxsize=4096)
def _kind(line: str) -> Boilerplate | None:
    open_end = caseless(unicodedata.normalize("NFKC", line)).lstrip(_EDGES)
    bare = open_end.rstrip(_EDGES)
    length = len(line)
    if len(bare) <= _WHOLE_LIMIT:
        for kind, words in _WHOLE_LINES:
            if words.fullmatch(bare):
                return kind
    for kind, words in _LINE_STARTS:
        if length <= _LONGEST[kind] and words.match(open_end):
            return kind
    for kind, stems, words in _PHRASES:
        if length <= _LONGEST[kind] and has(stems, bare) and words.search(bare):
            return kind
    return None


def speaks_of(kind: Boilerplate, text: str) -> int:
    """How many phrases of a kind a text of any length holds."""
    words = next((words for name, _, words in _PHRASES if name is kind), None)
    return sum(1 for _ in words.finditer(caseless(text))) if words is not None else 0
