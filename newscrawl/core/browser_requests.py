"""Which of a page's own requests its text can do without."""

from __future__ import annotations

from urllib.parse import urlsplit

from newscrawl.core.urls import registered_domain

__all__ = ["is_needless"]

_KINDS = frozenset("image media font texttrack manifest ping beacon cspviolationreport eventsource websocket".split())
# Services of advertisers and of those who count readers, as they stand in pages of all countries.
_TRACKERS = frozenset(
    """
    2mdn.net 33across.com adform.net adition.com adnxs.com adobedtm.com adroll.com adsafeprotected.com adsrvr.org
    adtech.de agkn.com amazon-adsystem.com amplitude.com app-measurement.com appsflyer.com atdmt.com bat.bing.com
    bidswitch.net bluekai.com bounceexchange.com branch.io casalemedia.com chartbeat.com chartbeat.net clarity.ms
    contextweb.com crazyegg.com criteo.com criteo.net crwdcntrl.net cxense.com demdex.net dotomi.com doubleclick.net
    doubleverify.com everesttech.net exelator.com facebook.net flashtalking.com fullstory.com google-analytics.com
    googleadservices.com googlesyndication.com googletagmanager.com googletagservices.com gemius.pl hotjar.com
    imrworldwide.com indexww.com inmobi.com innovid.com intentiq.com ioam.de kameleoon.eu krxd.net lijit.com
    liveramp.com loopme.me mathtag.com matomo.cloud media.net mgid.com mixpanel.com moatads.com mookie1.com mxpnl.com
    newrelic.com nr-data.net omtrdc.net onesignal.com onetag-sys.com openx.net optimizely.com outbrain.com
    outbrainimg.com parsely.com permutive.app permutive.com piano.io plista.com pubmatic.com pushwoosh.com
    quantcount.com quantserve.com revcontent.com rfihub.com rlcdn.com rubiconproject.com scorecardresearch.com
    seedtag.com segment.com segment.io sentry.io serving-sys.com sharethis.com sharethrough.com simpli.fi
    skimresources.com smartadserver.com sonobi.com spotxchange.com taboola.com tapad.com teads.tv top.mail.ru
    tremorhub.com tribalfusion.com turn.com tynt.com yieldlab.net yieldmo.com zemanta.com zergnet.com mc.yandex.ru
    """.split()
)


def is_needless(kind: str, url: str, page_url: str) -> bool:
    """Whether a request is for nothing that a text is made of.

    In: the kind as Playwright names it (document, script, xhr, fetch, image, ...); the address; that of the page.
    Images, media and fonts are needless, third-party trackers, and frames that another site fills.
    """
    if kind in _KINDS:
        return True
    host, own = _host(url), _host(page_url)
    if host == own:
        return False
    foreign = (registered_domain(host) or host) != (registered_domain(own) or own)
    return foreign and (kind == "document" or _is_tracker(host))


def _is_tracker(host: str) -> bool:
    labels = host.split(".")
    return any(".".join(labels[start:]) in _TRACKERS for start in range(max(0, len(labels) - 3), len(labels)))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
