"""Twisted's name resolver with a guard: what a connection is made to is what was checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver

from newscrawl.crawl.address_guard import AddressGuard


class _GuardedReceiver:
    """Leaves out the answers that must not be connected to. An IResolutionReceiver of Twisted's."""

    def __init__(self, receiver: Any, host: str, guard: AddressGuard) -> None:
        self._receiver, self._host, self._guard = receiver, host, guard

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803 (Twisted's names)
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        if self._guard.resolved(self._host, getattr(address, "host", "")):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


class GuardedResolver:
    """Takes the place of the reactor's resolver while a crawl runs; with a proxy in use names never come here.

    An IHostnameResolver of Twisted's.
    """

    def __init__(self, reactor: Any, guard: AddressGuard) -> None:
        """Install it."""
        self._reactor, self._guard = reactor, guard
        self._inner: Any = reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """As the resolver within does, without the answers that the guard refuses."""
        receiver = _GuardedReceiver(resolutionReceiver, hostName, self._guard)
        resolution: IHostResolution = self._inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution

    def uninstall(self) -> None:
        """Put back the resolver that was there before."""
        self._reactor.installNameResolver(self._inner)
