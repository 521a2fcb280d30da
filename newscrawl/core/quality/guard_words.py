"""Stems that tell what a notice is about: consent, comments, newsletters, subscriptions.

They are asked only where nothing in a text is what its page speaks of, so the plain word is enough: it need not be
part of a phrase. Over thirty languages; each line has a kind's stems in no order.
"""

from __future__ import annotations

import re

__all__ = ["COMMENT", "CONSENT", "NEWSLETTER", "PAYWALL", "SCRIPT", "has"]


def _stems(words: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ").casefold() for word in words.split())


def has(stems: tuple[str, ...], text: str) -> bool:
    """Whether a casefolded text holds one of the stems. (A search for each is faster than one for a
    pattern of all.)"""
    # A loop: any() with a generator takes twice as long.
    for stem in stems:  # noqa: SIM110
        if stem in text:
            return True
    return False


CONSENT = _stems("""
    cookie gdpr dsgvo rgpd куки бисквитк колачић колачињ çerez evästei eväste_ informasjonskaps
    kakor_ kakorna kolačić piškot sütik sütiket ciastecz
    slapuk sīkdat küpsis vafrakök fianán الارتباط الكوكيز کوکی עוגיות कुकी কুকি குக்கீ クッキー 쿠키
    คุกกี้ 隐私设置 隱私權設定
    privacy_settings your_privacy datenschutzeinstellung préférences_de_confidentialité we_value_your
""")
COMMENT = _stems("""
    comment commento commenti comentari comentári kommentar kommentoi kommentti kommentit reactie
    reageer komentar komentář komentár hozzászól
    коммента коментар каментар σχόλι yorum تعليق التعليق دیدگاه تعلیق תגוב टिप्पणी মন্তব্য கருத்து
    コメント 评论 評論 留言 回复 댓글 ความคิดเห็น bình_luận
    athugasemd komentār kommenta kommentaar e-mail_address_will email_address_will moderat
""")
NEWSLETTER = _stems("""
    newsletter nyhetsbrev nyhedsbrev nyhetsbrevet uutiskirje nieuwsbrief hírlevél hírlevel рассылк
    розсилк бюлетин билтен bülten ενημερωτικό_δελτίο
    النشرة_البريدية نشرتنا خبرنامه ניוזלטר メルマガ ニュースレター
    メールマガジン 뉴스레터 电子报 電子報 邮件订阅 boletín boletim
    bollettino infolettre
    lettre_d'info bản_tin fréttabréf naujienlaišk jaunumu_vēst uudiskir buletin नसलेटर न्यूज़लेटर
    จดหมายข่าว inbox posteingang boîte_mail bandeja_de_entrada
""")
PAYWALL = _stems("""
    abonn abonament abonamen abbonat abbona subscri suscri assinan assine assinatura prenumer
    předplat predplat előfizet подписк подпиш подписчик передплат
    абонам претплат abone συνδρομ اشتراك مشترك اشترك اشتراک מנוי 購読 有料会員 会員限定 会員登録 订阅
    訂閱 付费 구독 유료 tilaajil tilaaja digitilau
    pretplat naročni berlangganan đăng_ký_gói सदस्यता সাবস্ক্রাইব சந்தா สมัครสมาชิก áskri tellija
    tellimu unlock_this paywall free_trial probemonat
    kostenlos_testen kündbar
""")
SCRIPT = re.compile(r"java\s?script|ジャバスクリプト|자바스크립트|джаваскрипт|جافا ?سكريبت|जावास्क्रिप्ट", re.IGNORECASE)
