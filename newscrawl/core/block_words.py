"""What pages say that keep robots out, in many languages; they decide only where a page has no text of its own."""

from __future__ import annotations

TITLES = (
    *("access denied", "just a moment", "attention required", "security check", "robot check", "captcha"),
    *("human verification", "are you human", "are you a robot", "request blocked", "one moment, please"),
    *("bot verification", "pardon our interruption", "access to this page has been denied", "verification required"),
    *("zugriff verweigert", "zugriff gesperrt", "sicherheitsüberprüfung", "einen moment"),
    *("accès refusé", "accès bloqué", "vérification de sécurité", "un instant"),
    *("acceso denegado", "verificación de seguridad", "un momento"),
    *("accesso negato", "verifica di sicurezza", "acesso negado", "verificação de segurança"),
    *("toegang geweigerd", "odmowa dostępu", "dostęp zabroniony", "přístup odepřen", "åtkomst nekad"),
    *("adgang nægtet", "ingen tilgang", "pääsy estetty", "acces interzis", "hozzáférés megtagadva"),
    *("доступ запрещен", "доступ запрещён", "доступ ограничен", "доступ заборонено", "достъпът е отказан"),
    *("erişim engellendi", "η πρόσβαση απορρίφθηκε", "akses ditolak", "truy cập bị từ chối", "पहुँच अस्वीकृत"),
    *("アクセスが拒否", "アクセス拒否", "访问被拒绝", "拒绝访问", "人机验证", "安全验证", "存取被拒"),
    *("액세스가 거부", "접근이 거부", "تم رفض الوصول", "הגישה נדחתה", "دسترسی غیرمجاز"),
)
"""What such a page is headed; nothing more than this and a few words."""

SENTENCES = (
    *("you are human", "you are a human", "you're human", "you are not a robot", "you're not a robot", "not a bot"),
    *("i'm not a robot", "are you a robot", "checking your browser", "checking if the site connection is secure"),
    *("enable javascript and cookies to continue", "disable any ad blocker", "unusual traffic from your"),
    *("automated access to", "automated requests", "you have been blocked", "security of your connection"),
    *("complete the security check", "security check to access", "complete the captcha", "solve the captcha"),
    *("characters you see in", "you don't have permission to access", "request unsuccessful. incapsula"),
    *("dass sie ein mensch", "dass du ein mensch", "kein roboter", "browser wird überprüft"),
    *("ungewöhnlichen datenverkehr", "vous êtes humain", "vous êtes un humain", "vous n'êtes pas un robot"),
    *("vous n’êtes pas un robot", "pas un robot", "vérification de votre navigateur", "trafic inhabituel"),
    *("eres humano", "es humano", "no soy un robot", "no eres un robot", "comprobando su navegador"),
    *("tráfico inusual", "essere umano", "non sono un robot", "non sei un robot", "traffico insolito"),
    *("você é humano", "não sou um robô", "não é um robô", "verificando seu navegador", "tráfego incomum"),
    *("een mens bent", "geen robot", "jesteś człowiekiem", "nie jestem robotem", "nie jesteś robotem"),
    *("nejsem robot", "nejste robot", "nie som robot", "inte en robot", "ikke en robot", "et menneske"),
    *("en robotti", "nu sunt robot", "sunteți om", "nem vagyok robot", "что вы не робот", "я не робот"),
    *("что вы человек", "проверка браузера", "ви не робот", "не сте робот", "δεν είμαι ρομπότ", "δεν είστε ρομπότ"),
    *("robot değilim", "robot olmadığınızı", "insan olduğunuzu", "bukan robot", "không phải là robot"),
    *("ロボットではありません", "人間であること", "不是机器人", "不是機器人", "您是真人", "完成安全验证"),
    *("로봇이 아닙니다", "사람인지 확인", "لست روبوت", "أنك إنسان", "אינני רובוט", "من ربات نیستم", "रोबोट नहीं"),
)
"""What such a page asks or says in a sentence."""

HINTS = ("captcha", "robot", "denied", "blocked", "suspicious")
"""Words that are no proof; a host is stopped for them only where the same small page comes for different addresses."""
