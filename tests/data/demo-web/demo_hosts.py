"""The hosts of the demo web: their names, addresses and who serves them."""

NAMESPACE_PREFIX = "93.184.216."  # public unicast, put on `lo` of a namespace without a route out
LOOPBACK_PREFIX = "127.0.16."
LOOPBACK_PORT = 8017

# key: (name, last byte of the address, server). kusina shares pasar's address, sar shares talat's: IP groups.
HOSTS = {
    "berita": ("berita.example", 10, "nginx"),
    "pasar": ("pasar.example", 11, "nginx"),
    "kusina": ("kusina.example", 11, "nginx"),
    "talat": ("talat.example", 12, "nginx"),
    "sar": ("sar.example", 12, "nginx"),
    "majlis": ("majlis.example", 13, "nginx"),
    "media": ("media.example", 14, "nginx"),
    "secure": ("secure.example", 15, "tls"),
    "kanal": ("kanal.example", 16, "tricks"),
    "tricks": ("tricks.example", 17, "tricks"),
    "trap": ("trap.example", 18, "tricks"),
    "busy": ("busy.example", 19, "tricks"),
    "closed": ("closed.example", 20, "tricks"),
}
# In scope, but they must never be dialled: a name that points inside, and a name that does not resolve.
CANARY = ("canary.example", "127.0.0.1")
GONE = "gone.example"


def addresses(namespaced):
    """key -> address. Outside a namespace every host has its own, since names cannot be given there."""
    if namespaced:
        return {key: f"{NAMESPACE_PREFIX}{last}" for key, (_, last, _) in HOSTS.items()}
    return {key: f"{LOOPBACK_PREFIX}{number}" for number, key in enumerate(HOSTS, 10)}


def origins(namespaced):
    """key -> "http://name", what {{key}} in a page stands for."""
    if namespaced:
        made = {key: ("https://" if server == "tls" else "http://") + name for key, (name, _, server) in HOSTS.items()}
        made["canary"] = f"http://{CANARY[0]}"
    else:
        at = addresses(False)
        made = {key: f"http://{at[key]}:{LOOPBACK_PORT}" for key in HOSTS}
        made["canary"] = "http://169.254.169.254"
    made["gone"] = f"http://{GONE}"
    return made
