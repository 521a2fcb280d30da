"""News agencies of the world, as they sign where persons' names stand.

Source: the members of the European Alliance of News Agencies, the Organization of Asia-Pacific News Agencies and the
Federation of Arab News Agencies, and the agencies with clients in more than one country.
"""

from __future__ import annotations

from newscrawl.core.extraction.folding import key

_NAMES = """
AFP, Agence France-Presse, AP, Associated Press, Reuters, Thomson Reuters, Bloomberg, UPI, Getty Images, dpa, dpa-AFX,
Deutsche Presse-Agentur, SID, KNA, epd, ots, APA, SDA, Keystone-SDA, ATS, Belga, ANP, NTB, TT, TT Nyhetsbyrån, Ritzau,
STT, BNS, LETA, ELTA, PAP, ČTK, SITA, TASR, MTI, Agerpres, Mediafax, BTA, HINA, Tanjug, Beta, Fena, MIA, STA, ANA, AMNA,
ΑΠΕ-ΜΠΕ, EFE, Agencia EFE, Europa Press, Lusa, Agência Lusa, Agência Brasil, Estadão Conteúdo, ANSA, Adnkronos, AGI,
Askanews, LaPresse, Anadolu Agency, Anadolu Ajansı, AA, DHA, Demirören Haber Ajansı, İHA, TASS, ТАСС, РИА Новости,
RIA Novosti, Интерфакс, Interfax, Укринформ, Укрінформ, Ukrinform, УНИАН, Unian, Azertac, Kazinform, Xinhua, 新华社,
中新社, 中央社, CNA, Kyodo, Kyodo News, Jiji, Jiji Press, 時事通信, 時事通信社, 共同, 共同通信, 共同通信社, Yonhap,
Yonhap News, 연합뉴스, 뉴시스, 뉴스1, PTI, Press Trust of India, ANI, IANS, UNI, APP, BSS, UNB, Bernama, Antara, VNA,
TTXVN, AAP, Australian Associated Press, PA, PA Media, Press Association, CP, Canadian Press, La Presse canadienne,
Télam, Notimex, Prensa Latina, SANA, WAM, QNA, KUNA, SPA, MENA, Petra, وام, واس, أ ف ب, رويترز, IRNA, ISNA, Fars,
Mehr News, NAN, GNA, ANGOP, PANA, SAnews, Agencies, Agencias, Agências, Agenzie, Agenturen, Agences
"""

AGENCIES: frozenset[str] = frozenset(key(name) for name in _NAMES.replace("\n", " ").split(",")) - {""}
"""Their names as folding.key folds them."""
