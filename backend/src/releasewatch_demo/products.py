"""The products, apps and regions that the scenarios release."""

from collections.abc import Mapping, Sequence

from releasewatch_demo.planning import FAST, Pace, Product, Stage
from releasewatch_demo.plans import Fault


def _zones(*regions: str) -> list[str]:
    return [f"{region}{zone}" for region in regions for zone in "abc"]


CANARY = ["eu-north-1a"]
EARLY_EUROPE = [
    "eu-west-1b",
    "eu-central-1a",
    "eu-west-1a",
    *_zones("eu-west-2", "eu-west-3"),
    "eu-north-1b",
]
EUROPE = [
    "eu-west-1c",
    "eu-central-1b",
    "eu-central-1c",
    "eu-north-1c",
    *_zones("eu-south-1", "eu-south-2", "eu-central-2"),
]
AMERICAS = _zones("us-east-1", "us-west-2", "us-east-2", "sa-east-1", "ca-central-1", "us-west-1", "ca-west-1")
ASIA_PACIFIC = _zones(
    "ap-south-1", "ap-southeast-1", "ap-northeast-1", "ap-southeast-2", "ap-northeast-2",
    "ap-south-2", "ap-northeast-3", "ap-southeast-3", "ap-southeast-4",
)  # fmt: skip
WAVES = {
    "Canary": CANARY,
    "Early Europe": EARLY_EUROPE,
    "Europe": EUROPE,
    "Americas": AMERICAS,
    "Asia Pacific": ASIA_PACIFIC,
}


def stages(
    clusters: Sequence[int],
    paces: Sequence[Pace] = (FAST,),
    approvers: Mapping[str, str] | None = None,
    approved: Mapping[str, str] | None = None,
) -> list[Stage]:
    """Choose how many clusters of each wave there are, and the pace; the last pace repeats.

    Args:
        clusters: How many of each wave.
        paces: How fast the apps of each wave move.
        approvers: Wave -> who is asked before it starts.
        approved: Wave -> who agrees by themselves.
    """
    return [
        Stage(
            name=name,
            clusters=WAVES[name][:count],
            pace=paces[min(place, len(paces) - 1)],
            approver=(approvers or {}).get(name),
            approved_by=(approved or {}).get(name),
        )
        for place, (name, count) in enumerate(zip(WAVES, clusters, strict=False))
    ]


STOREFRONT = Product(
    name="Storefront",
    version="2026.48.2",
    previous_version="2026.47.3",
    apps=(
        "accounts", "catalog", "checkout", "customer-api", "ledger-api", "notifications",
        "orders", "pricing", "fraud-scoring", "recommendations", "reviews", "web",
    ),
    migrations={"ledger-api": "0412", "orders": "0388"},
)  # fmt: skip
SEARCH = Product(
    name="Search",
    version="41.3",
    previous_version="41.2",
    apps=("query-api", "indexer", "ranker", "suggest", "synonyms", "crawler"),
    migrations={"indexer": "0093"},
)
IDENTITY = Product(
    name="Identity",
    version="12.0.3",
    previous_version="12.0.2",
    apps=("login", "sessions", "tokens", "directory", "mfa", "audit-log"),
    migrations={"directory": "0151"},
)
MOBILE_BFF = Product(
    name="Mobile BFF",
    version="5.9.1",
    previous_version="5.9.0",
    apps=("ios-gateway", "android-gateway", "push", "deep-links", "media-proxy", "feature-flags"),
)
EDGE_GATEWAY = Product(
    name="Edge gateway",
    version="3.2.0",
    previous_version="3.1.4",
    apps=("router", "tls-terminator", "rate-limiter", "waf"),
)
LEDGER = Product(
    name="Ledger",
    version="4.0.0-rc.2",
    previous_version="3.8.1",
    apps=("ledger-api", "postings", "balances", "statements", "reconciler", "exports"),
    migrations={"ledger-api": "0412", "postings": "0077"},
)
BILLING = Product(
    name="Billing",
    version="2026.47.9",
    previous_version="2026.47.8",
    apps=("invoices", "dunning", "tax", "subscriptions", "payouts", "usage-meter"),
    migrations={"invoices": "0260"},
)
CATALOG = Product(
    name="Catalog",
    version="18.6.0",
    previous_version="18.5.2",
    apps=("catalog", "price-index", "inventory", "images", "attributes", "import"),
    migrations={"price-index": "0119"},
)
PAYMENTS = Product(
    name="Payments",
    version="7.14.0",
    previous_version="7.13.2",
    apps=(
        "acquirer", "authorize", "capture", "refunds", "disputes", "3ds",
        "tokens", "settlement", "risk", "wallets", "webhooks", "reports",
    ),
)  # fmt: skip
NOTIFICATIONS = Product(
    name="Notifications",
    version="9.2.2",
    previous_version="9.2.1",
    apps=("email", "sms", "web-push"),
)


def image_missing(product: Product, app: str) -> Fault:
    """An image that was never pushed: three attempts, then the app's workflow fails."""
    image = f"{product.slug}/{app}:{product.version}"
    return Fault(step="pull", message=f"ImagePullBackOff: {image} not found in registry")


def migration_failed(number: str, table: str) -> Fault:
    """A migration that fails and is not retried: the app reports that it failed."""
    message = f"Migration {number} failed: lock timeout on table {table}"
    return Fault(step="migrate", message=message, crash=False)


def never_ready() -> Fault:
    """Pods that never become ready: retried for ever."""
    return Fault(step="ready", message="Readiness probe timed out after 30 s")


def ready_late(attempts: int) -> Fault:
    """Pods that need a few attempts to become ready."""
    return Fault(step="ready", message="Readiness probe timed out after 30 s", attempts=attempts)
