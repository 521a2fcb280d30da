"""What links to the next page of a list are called. Structure decides first; these only where it can't tell."""

from __future__ import annotations

__all__ = ["ARROWS", "MARKS", "WORDS"]

ARROWS = frozenset(">›»→⟩❯▶►⇒⟶➔➜…⯈▸")
"""Signs that point on, in scripts that run from left to right."""

MARKS = frozenset(
    """
    page pages paged pg p pag pagina página seite strona sida side sayfa halaman trang stranica strana oldal sivu
    stranitsa страница стр σελίδα صفحة עמוד ページ 页 頁 페이지 pn pageno page_no pagenumber pageindex
    """.split()
)
"""Words before a page's number in an address."""

WORDS = frozenset(
    word.strip()
    for word in """
    next, next page, older, older posts, older entries, older articles, older stories, more, load more, show more,
    more articles, more news, more stories, view more, see more,
    weiter, nächste, nächste seite, ältere, ältere beiträge, ältere artikel, mehr, mehr laden, mehr anzeigen, weitere,
    suivant, suivante, page suivante, plus anciens, articles plus anciens, plus, voir plus, charger plus,
    siguiente, página siguiente, siguientes, más antiguas, más antiguos, entradas antiguas, más, cargar más, ver más,
    próxima, próximo, próxima página, seguinte, seguintes, mais antigas, mais antigos, mais, carregar mais, ver mais,
    successivo, successiva, pagina successiva, avanti, meno recenti, altri, carica altri, mostra altri,
    volgende, volgende pagina, ouder, oudere berichten, meer, meer laden, toon meer,
    nästa, nästa sida, äldre, äldre inlägg, fler, visa fler, ladda fler, neste, neste side, eldre, flere, vis flere,
    næste, næste side, ældre, seuraava, seuraava sivu, vanhemmat, lisää, näytä lisää, lataa lisää,
    следующая, следующая страница, далее, вперёд, вперед, старые, ещё, еще, показать ещё, показать еще, загрузить ещё,
    наступна, далі, старіші, ще, показати ще, следваща, напред, следећа, старије, следна,
    następna, następna strona, dalej, starsze, więcej, pokaż więcej, další, další strana, starší, více, načíst další,
    ďalšia, ďalšie, viac, následující, naslednja, starejše, več, sljedeća, starije, više, još,
    következő, következő oldal, régebbi, több, további, următoarea, următor, mai vechi, mai multe, încarcă mai multe,
    sonraki, sonraki sayfa, daha eski, daha fazla, daha fazla göster, kitas, senesni, nākamā, vecāki, järgmine, vanemad,
    επόμενη, επόμενο, επόμενα, παλαιότερα, περισσότερα,
    التالي, التالية, الصفحة التالية, المزيد, أقدم, عرض المزيد, הבא, הבאה, עוד, ישנים יותר, טען עוד, بعدی, صفحه بعد,
    قدیمی تر, بیشتر, اگلا, مزید, अगला, आगे, और, और देखें, পরবর্তী, আরও, அடுத்து, ถัดไป, หน้าถัดไป, เพิ่มเติม, sau, trang sau,
    tiếp, tiếp theo, xem thêm, cũ hơn, selanjutnya, berikutnya, lebih lama, muat lainnya, seterusnya, lagi,
    次, 次へ, 次のページ, もっと見る, さらに表示, 続きを見る, 下一页, 下一頁, 下页, 下頁, 后一页, 更多,
    加载更多, 載入更多, 查看更多,
    다음, 다음 페이지, 더보기, 더 보기, шинэ, дараах, növbəti, keyingi, келесі, שאר
    """.replace("\n", " ").split(",")
)
"""Whole anchor texts, or their beginning where the text is short; in lower case."""
