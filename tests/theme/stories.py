"""The stories that the theme's pages carry: a few languages, sentences of our own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """A news story, and the words around it in the same language."""

    language: str
    title: str
    paragraphs: tuple[str, ...]
    """A newline in one is a line break."""

    tag: str
    section: str
    teasers: tuple[str, ...]
    """Headlines of other articles."""

    related: str
    """What stands over them."""

    reply: str
    note: str
    """Over the comment form and in it, as WordPress's translations have them."""

    cookies: str
    accept: str


STORIES = (
    Story(
        "en",
        "Ferry line across the sound gets a second boat before summer",
        (
            "The ferry line across the sound will have a second boat from the first of June. The county board agreed "
            "to the lease on Tuesday after two hours of debate, and the yard in the north has begun to repaint her.",
            "The boat carries forty cars and needs a crew of five. She was built for a lake and has never seen open "
            "water, which is why an engineer will sail with her during the first two weeks.",
            "Commuters had asked for the second boat since the bridge was closed to lorries. On some mornings the "
            "queue reached back to the school, and the bakery sold coffee from car to car.",
            "The fare stays as it is until the end of the year. After that the board wants to look at the figures.\n"
            "A winter timetable will be presented in October.",
        ),
        "Transport", "County",
        ("Bakery wins prize for its rye bread", "Why the lighthouse stays dark this autumn", "Rowers win by a length"),
        "You might also like", "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "This site stores cookies on your device so that it works as you expect. You may say no to them at any time.",
        "Accept",
    ),
    Story(
        "de",
        "Landrätin Hollmann besucht die neue Sternwarte von Birkenau",
        (
            "Landrätin Greta Hollmann hat am Mittwoch die neue Sternwarte in Birkenau besucht. Der Verein hatte neun "
            "Jahre lang Geld gesammelt, bevor im vergangenen Herbst der Grundstein gelegt werden konnte.",
            "Das Teleskop stammt aus einer aufgelösten Schule und wurde von Lehrlingen eines Betriebs im Nachbarort "
            "überholt. Nach Angaben des Vereins reicht der Blick nun bis zu den Ringen des Saturn, „bei klarem Himmel "
            "sogar ohne Filter“, wie der Vorsitzende Emil Kranz sagte.",
            "Hollmann kündigte an, dass der Kreis die Heizkosten der ersten beiden Winter übernimmt. Die Mittel dafür "
            "stammen aus dem Kulturfonds, der in diesem Jahr nur zur Hälfte ausgeschöpft wurde.",
            "Geöffnet ist die Sternwarte jeden Freitag nach Einbruch der Dunkelheit. Schulklassen können sich auch für "
            "andere Tage anmelden.\nIm Anschluss an den Rundgang trug sich Hollmann in das Gästebuch ein.",
        ),
        "Sternwarte", "Kreis",
        ("Feuerwehr sucht Nachwuchs", "Der Marktplatz bekommt neue Bänke", "Volkshochschule verlegt ihre Kurse"),
        "Das könnte dir auch gefallen", "Hinterlasse einen Kommentar",
        "Deine E-Mail-Adresse wird nicht veröffentlicht.",
        "Diese Seite verwendet Cookies, damit sie bequemer zu bedienen ist. Wer weiterliest, ist damit einverstanden.",
        "Einverstanden",
    ),
    Story(
        "fr",
        "Le marché couvert de Valmont rouvrira avec deux mois d’avance",
        (
            "Le marché couvert de Valmont rouvrira ses portes le 12 septembre, deux mois plus tôt que prévu. La mairie "
            "l’a annoncé lundi soir, à l’issue d’une réunion avec les commerçants.",
            "Les travaux de la charpente ont avancé plus vite qu’on ne l’espérait : « Le bois était sain, il n’a fallu "
            "changer que six poutres », explique l’architecte Hélène Castan.",
            "Trente-huit étals sont déjà loués. Les producteurs de la vallée auront leur propre allée, du côté de la "
            "rivière, et le café gardera son comptoir en zinc.",
            "Le parking, lui, ne sera prêt qu’au printemps.\nD’ici là, une navette partira de la gare chaque samedi.",
        ),
        "Commerce", "Ville",
        ("La piscine ferme trois jours", "Un chœur de cent voix à l’abbaye", "Le pont sera repeint en vert"),
        "Vous aimerez aussi", "Laisser un commentaire",
        "Votre adresse e-mail ne sera pas publiée.",
        "Ce site utilise des cookies pour fonctionner comme vous l’attendez. Vous pouvez les refuser à tout moment.",
        "Accepter",
    ),
    Story(
        "es",
        "El tren de la costa volverá a parar en Puerto Almendro",
        (
            "El tren de la costa volverá a parar en Puerto Almendro a partir del lunes. La estación llevaba cerrada "
            "desde la riada de hace tres inviernos, que se llevó parte del andén.",
            "La obra ha costado algo menos de lo previsto. Según el ingeniero Tomás Arrieta, el nuevo muro aguantará "
            "una crecida dos metros más alta que la última.",
            "Los vecinos lo celebran, aunque piden más trenes por la tarde. «Con dos no llegamos a ninguna "
            "parte», dice "
            "la panadera del barrio.",
            "El primer tren saldrá a las siete menos cuarto.\nLos billetes de ese día serán gratuitos.",
        ),
        "Ferrocarril", "Comarca",
        ("Abre la biblioteca del puerto", "Los pescadores aplazan la huelga", "Una noche con doscientas velas"),
        "También te puede interesar", "Deja una respuesta",
        "Tu dirección de correo electrónico no será publicada.",
        "Este sitio utiliza cookies para que todo funcione como esperas. Puedes rechazarlas cuando quieras.",
        "Aceptar",
    ),
    Story(
        "ru",
        "В Заречье открыли мастерскую по ремонту старых лодок",
        (
            "В Заречье в субботу открылась мастерская, где жители могут сами чинить старые деревянные лодки. Помещение "
            "бывшей котельной передал посёлок, инструменты собрали по соседям.",
            "По словам основателя мастерской Глеба Ручьёва, первую лодку спустят на воду уже в июне. Её нашли "
            "под снегом "
            "за школой и три недели сушили.",
            "Занятия бесплатные, но приходить нужно со своими перчатками. Школьников пускают вместе с родителями.",
            "Зимой здесь будут учить вязать сети.\nЗаписаться можно в библиотеке или у входа.",
        ),
        "Ремёсла", "Посёлок",
        ("Хор едет на фестиваль", "Почему опоздал первый паром", "Дорогу к роднику починят осенью"),
        "Вам также может понравиться", "Оставьте комментарий",
        "Ваш адрес email не будет опубликован.",
        "Этот сайт использует файлы cookie, чтобы работать как следует. Вы можете отказаться от них в любое время.",
        "Принять",
    ),
    Story(
        "tr",
        "Karaburun'daki eski değirmen yeniden un öğütmeye başladı",
        (
            "Karaburun'daki taş değirmen kırk yıl sonra ilk kez un öğüttü. Değirmeni ayağa kaldıran dernek, "
            "açılış günü "
            "iki yüz kişiye taze ekmek dağıttı.",
            "Değirmenin taşları İzmir'deki bir ustanın elinden geçti. Usta Nermin Aksoy, \"Taşın dili var, dinlemek "
            "gerek\" dedi.",
            "Çarkı döndüren suyu köyün üstündeki kaynak sağlıyor. Yazın su azaldığında değirmen yalnızca sabahları "
            "çalışacak.",
            "Un, köy pazarında kilosu elli liradan satılıyor.\nGelirin yarısı okulun kütüphanesine gidecek.",
        ),
        "Değirmen", "Bölge",
        ("Balıkçılar yeni iskeleyi bekliyor", "Okulun bahçesine on çınar", "Vapur saatleri değişti"),
        "Bunları da beğenebilirsiniz", "Cevap Bırakın",
        "E-posta adresiniz yayınlanmayacaktır.",
        "Bu site, beklediğiniz gibi çalışmak için çerez kullanır. Dilediğiniz zaman reddedebilirsiniz.",
        "Kabul et",
    ),
    Story(
        "ar",
        "بلدية الواحة تعيد افتتاح الحديقة العامة بعد ترميمها",
        (
            "أعادت بلدية الواحة يوم الخميس افتتاح الحديقة العامة بعد أعمال ترميم استمرت سبعة أشهر. وحضر الافتتاح "
            "مئات من "
            "سكان الأحياء المجاورة مع أطفالهم.",
            "وقالت مديرة المشروع سلمى الحداد إن العمال زرعوا أكثر من ثلاثمئة شجرة، وأصلحوا النافورة القديمة التي "
            "توقفت عن "
            "العمل منذ عشرين عاما.",
            "وستبقى الحديقة مفتوحة حتى منتصف الليل في أيام الصيف، أما في الشتاء فتغلق أبوابها عند الثامنة مساء.",
            "ودعت البلدية الزوار إلى المحافظة على نظافة المكان.\nومن المقرر أن تقام فيها حفلات موسيقية كل يوم جمعة.",
        ),
        "حدائق", "محليات",
        ("افتتاح مكتبة جديدة في الحي القديم", "فريق المدينة يفوز بالكأس", "تأجيل سباق القوارب إلى الربيع"),
        "قد يعجبك أيضا", "اترك تعليقا",
        "لن يتم نشر عنوان بريدك الإلكتروني.",
        "يستخدم هذا الموقع ملفات تعريف الارتباط ليعمل كما تتوقع. ويمكنك رفضها في أي وقت.",
        "موافق",
    ),
    Story(
        "ja",
        "港町の古い灯台、来春から一般公開へ　市が改修を決定",
        (
            "市は十日、港の入り口に立つ古い灯台を改修し、来年の春から一般に公開すると発表した。"
            "灯台は百年以上前に建てられ、二十年ほど前から使われていなかった。",
            "改修では、らせん階段の手すりを新しくし、最上階に小さな展示室を設ける。費用の半分は市民からの寄付でまかなう。",
            "市の担当者は「海を見ながら町の歴史を知ってもらいたい」と話している。地元の中学生も案内役として参加する予定だ。",
            "公開は週末だけで、一度に入れるのは十五人までとなる。\n入場料はまだ決まっていない。",
        ),
        "灯台", "地域",
        ("朝市に新しい屋根", "渡り鳥の数が過去最多に", "図書館が夜も開く日"),
        "こちらもおすすめ", "コメントを残す",
        "メールアドレスが公開されることはありません。",
        "このサイトは、快適にご利用いただくためにクッキーを使用しています。設定はいつでも変更できます。",
        "同意する",
    ),
    Story(
        "hi",
        "पहाड़ी गाँव के स्कूल को मिला अपना पुस्तकालय",
        (
            "देवरी गाँव के स्कूल में सोमवार को नए पुस्तकालय का उद्घाटन हुआ। गाँव के लोगों ने दो साल तक चंदा "
            "जुटाकर यह भवन "
            "बनवाया है।",
            "प्रधानाध्यापिका मीरा नेगी ने बताया कि यहाँ लगभग चार हज़ार किताबें हैं। इनमें से आधी किताबें शहर के "
            "एक बंद हो चुके "
            "कॉलेज से आई हैं।",
            "बच्चे स्कूल के बाद शाम तक यहाँ बैठकर पढ़ सकेंगे। बिजली जाने पर छत पर लगे सौर पैनल काम आएँगे।",
            "अगले महीने से बुज़ुर्गों के लिए भी एक कमरा खुलेगा।\nसदस्य बनने के लिए कोई शुल्क नहीं देना होगा।",
        ),
        "पुस्तकालय", "गाँव",
        ("मेले में उमड़ी भीड़", "नदी पर बनेगा झूला पुल", "सेब की फ़सल इस बार अच्छी"),
        "आपको यह भी पसंद आ सकता है", "उत्तर छोड़ दें",
        "आपका ईमेल पता प्रकाशित नहीं किया जाएगा।",
        "यह साइट ठीक से चलने के लिए कुकीज़ का उपयोग करती है। आप उन्हें कभी भी मना कर सकते हैं।",
        "स्वीकार करें",
    ),
)  # fmt: skip

SHORT = Story(
    "en",
    "Town hall clock runs again",
    (
        "The clock on the town hall runs again.",
        "It had stood still since March.",
        "A watchmaker from the valley found a nest in the works.\nHe waited until the birds had flown.",
        "The bill came to ninety crowns.",
    ),
    "Curiosities", "Town",
    ("Mayor sells her bicycle", "Snow on the first of May", "A goat in the library"),
    "More from this section", "Leave a Reply",
    "Your email address will not be published.",
    "This site stores cookies on your device so that it works as you expect. You may say no to them at any time.",
    "Accept",
)  # fmt: skip
"""Very short paragraphs."""

LONE = Story(
    "en",
    "Storm closes the pass for the third time this month",
    (
        "A storm has closed the mountain pass for the third time this month, and the road office does not "
        "expect to open "
        "it before the weekend. Snow lies two metres deep at the top, a lorry has slid against the wall of the chapel, "
        "and the plough that was sent to free it came back with a broken blade. Forty people spent the night "
        "in the inn "
        "below the pass, where the landlady had just baked for a wedding that will now be held in the "
        "valley. The guests "
        "ate the cake all the same, and the bride sent word that they were welcome to it.",
    ),
    "Weather", "Mountains",
    ("Inn below the pass changes hands", "A plough for two villages", "Wedding moved to the valley"),
    "Related posts", "Leave a Reply",
    "Your email address will not be published.",
    "This site stores cookies on your device so that it works as you expect. You may say no to them at any time.",
    "Accept",
)  # fmt: skip
"""One paragraph, and nothing else."""
