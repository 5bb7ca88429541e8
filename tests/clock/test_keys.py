"""Keys that crypto.subtle makes come from the seed; what can't is told of."""

from __future__ import annotations

import pytest

MAKE = """<script>
    const spell = bytes => [...new Uint8Array(bytes)].map(byte => byte.toString(16).padStart(2, '0')).join('');
    const make = async (algorithm, usages) => {
        const made = await crypto.subtle.generateKey(algorithm, true, usages);
        if (made instanceof CryptoKey) return spell(await crypto.subtle.exportKey('raw', made));
        return [await crypto.subtle.exportKey('pkcs8', made.privateKey),
            await crypto.subtle.exportKey('spki', made.publicKey)].map(spell).join(' ');
    };
    const pairs = ['P-256', 'P-384', 'P-521'].flatMap(namedCurve => [[{name: 'ECDSA', namedCurve}, ['sign', 'verify']],
        [{name: 'ECDH', namedCurve}, ['deriveBits']]]);
    var made;
    hframes.wait(Promise.all([
        ...[128, 256].map(length => make({name: 'AES-GCM', length}, ['encrypt', 'decrypt'])),
        make({name: 'AES-KW', length: 256}, ['wrapKey', 'unwrapKey']),
        make({name: 'HMAC', hash: 'SHA-512'}, ['sign']), make({name: 'HMAC', hash: 'SHA-1', length: 80}, ['sign']),
        ...pairs.map(([algorithm, usages]) => make(algorithm, usages)),
        make('Ed25519', ['sign', 'verify']), make('X25519', ['deriveKey']),
    ]).then(keys => { made = keys }));
</script>"""


def test_the_same_seed_makes_the_same_keys_and_another_seed_makes_others(film_both) -> None:
    made = []
    for seed in (7, 7, 8):
        page = film_both(MAKE, seed=seed)
        page.step(0)
        made.append(page.ask("made"))
    assert made[0] == made[1]
    assert len(set(made[0])) == len(made[0]) == 13
    assert not set(made[0]) & set(made[2])
    assert [len(key) for key in made[0][:5]] == [32, 64, 64, 256, 20]


@pytest.mark.parametrize(
    ("algorithm", "usages"),
    [
        ("{name: 'ECDSA', namedCurve: 'P-256'}", "['sign', 'verify']"),
        ("{name: 'ECDSA', namedCurve: 'P-384'}", "['sign', 'verify']"),
        ("{name: 'ECDSA', namedCurve: 'P-521'}", "['sign', 'verify']"),
        ("'Ed25519'", "['sign', 'verify']"),
    ],
)
def test_a_pair_signs_and_verifies(film, algorithm: str, usages: str) -> None:
    page = film(f"""<script>var told; hframes.wait((async () => {{
        const pair = await crypto.subtle.generateKey({algorithm}, false, {usages});
        const how = {{name: pair.privateKey.algorithm.name, hash: 'SHA-256'}};
        const signature = await crypto.subtle.sign(how, pair.privateKey, new Uint8Array(9));
        told = [await crypto.subtle.verify(how, pair.publicKey, signature, new Uint8Array(9)),
            pair.privateKey.extractable, pair.publicKey.extractable, pair.privateKey.usages, pair.publicKey.usages,
            pair.privateKey.type, pair.publicKey.type];
    }})())</script>""")
    page.step(0)
    assert page.ask("told") == [True, False, True, ["sign"], ["verify"], "private", "public"]


def test_two_sides_agree_on_a_secret(film) -> None:
    page = film("""<script>var told; const subtle = crypto.subtle; hframes.wait((async () => {
        const agree = async algorithm => {
            const [a, b] = await Promise.all([1, 2].map(() => subtle.generateKey(algorithm, false, ['deriveBits'])));
            const name = a.privateKey.algorithm.name;
            const [x, y] = await Promise.all([[a, b], [b, a]].map(([mine, theirs]) =>
                subtle.deriveBits({name, public: theirs.publicKey}, mine.privateKey, 256)));
            return String(new Uint8Array(x)) === String(new Uint8Array(y));
        };
        told = [await agree('X25519'), await agree({name: 'ECDH', namedCurve: 'P-256'})];
    })())</script>""")
    page.step(0)
    assert page.ask("told") == [True, True]


def test_no_window_makes_the_keys_of_another(film) -> None:
    one = """<script>var key;
        hframes.wait(crypto.subtle.generateKey({name: 'AES-GCM', length: 128}, true, ['encrypt']).then(made =>
            crypto.subtle.exportKey('raw', made)).then(raw => { key = String(new Uint8Array(raw)) }))</script>"""
    page = film(f"{one}<iframe src=a.html></iframe><iframe src=a.html></iframe>", {"a.html": one})
    page.step(0)
    assert page.ask("new Set([key, frames[0].key, frames[1].key]).size") == 3


def test_what_the_browser_refuses_to_make_is_refused(film) -> None:
    page = film("""<script>var told; hframes.wait(Promise.all([[{name: 'AES-GCM', length: 1}, true, ['encrypt']],
        ['Ed25519', true, []], ['No', true, ['sign']], ['Ed25519']].map(given =>
        crypto.subtle.generateKey(...given).catch(error => error.name))).then(names => { told = names }))</script>""")
    page.step(0)
    assert page.ask("told") == ["OperationError", "SyntaxError", "NotSupportedError", "TypeError"]
    assert page.ask("[crypto.subtle.generateKey.name, crypto.subtle.generateKey.length]") == ["generateKey", 3]


RSA = "{name: 'RSA-OAEP', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-1'}"


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (f"crypto.subtle.generateKey({RSA}, true, ['encrypt', 'decrypt'])", ["a key of RSA-OAEP"]),
        (
            f"crypto.subtle.generateKey({RSA}, true, ['encrypt', 'decrypt']).then(pair => crypto.subtle.encrypt("
            "'RSA-OAEP', pair.publicKey, new Uint8Array(4)))",
            ["a key of RSA-OAEP", "crypto.subtle.encrypt with RSA-OAEP"],
        ),
        (
            "crypto.subtle.generateKey({name: 'ECDSA', namedCurve: 'P-256'}, true, ['sign', 'verify']).then(pair => "
            "crypto.subtle.sign({name: 'ECDSA', hash: 'SHA-256'}, pair.privateKey, new Uint8Array(4)))",
            ["crypto.subtle.sign with ECDSA"],
        ),
        ("RTCPeerConnection.generateCertificate({name: 'ECDSA', namedCurve: 'P-256'})", ["a certificate"]),
        ("document.head.innerHTML += '<style>p { width: random(1px, 9px) }</style>'", ["the random() of CSS"]),
        ("crypto.subtle.generateKey('Ed25519', true, ['sign']).then(pair => pair)", []),
    ],
)
def test_what_draws_for_itself_is_told_of(film, use: str, words: list[str]) -> None:
    page = film(f"<head></head><script>hframes.wait(Promise.resolve({use}))</script>")
    page.run_to(1)
    told = [fault.message for fault in page.stage.report().of_kind("uncontrolled")]
    assert len(told) == len(words)
    assert all(word in message for word, message in zip(words, told, strict=True))


def test_css_draws_nothing_by_itself(film_both) -> None:
    page = film_both("<style>p { width: 50px; width: random(1px, 999px) }</style><p>")
    assert page.ask("getComputedStyle(document.querySelector('p')).width") == "50px"
