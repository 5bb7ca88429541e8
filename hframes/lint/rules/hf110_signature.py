"""HF110: signatures and ciphers with a part of chance in them."""

from __future__ import annotations

from hframes.lint.families.scripts import CALLED, reads_of
from hframes.lint.finding import Severity
from hframes.lint.rule import Rule

RULE = Rule(
    code="HF110",
    name="signature",
    severity=Severity.WARNING,
    portable=Severity.WARNING,
    finds="`crypto.subtle.sign` and `crypto.subtle.encrypt`.",
    why="ECDSA, RSA-PSS and RSA-OAEP put a part of chance into what they make, which comes from the browser itself and "
    "not from the seed: two renders show two signatures. HMAC, Ed25519 and AES with a given vector do not.",
    hint="Sign before the render and hand the signature in as `hframes.params`, or show a `crypto.subtle.digest`",
    bad="""\
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const key = await crypto.subtle.importKey('jwk', hframes.params.key, ecdsa, false, ['sign']);
const text = new TextEncoder().encode(hframes.params.title);
const seal = await crypto.subtle.sign(ecdsa, key, text);
document.querySelector('.seal').textContent = btoa(String.fromCharCode(...new Uint8Array(seal)));
""",
    good="""\
const text = new TextEncoder().encode(hframes.params.title);
const seal = await crypto.subtle.digest('SHA-256', text);
document.querySelector('.seal').textContent = btoa(String.fromCharCode(...new Uint8Array(seal)));
""",
    check=lambda project: reads_of(
        project, ("crypto.subtle.sign", "crypto.subtle.encrypt"), CALLED, "`{what}` may have chance in it"
    ),
)
