"""The script of opening keys in a real browser: the published known answers, and both ways with the Python forms."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from offline.sealing import opening_keys, proofs, questions, shares
from offline.sealing.opening_keys import BROWSER_COST, PKCS8, PROGRAM_COST, Cost, Derivation
from offline.sealing.passphrases import ALPHABET, normal_form
from tests.offline.sealing.samples import HEADER, KEYS
from tests.offline.sealing.test_questions import REHEARSED, asked
from tests.offline.sealing.test_sheets import FORM

PASSPHRASE = "7k3m-9q2w-a1bo-il0Z"
RAW = bytes.fromhex("497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d")
PRIVATE = X25519PrivateKey.from_private_bytes(RAW)
QUICK = Cost(Derivation.PBKDF2_SHA512, 600_000)
# RFC 9180, A.1's suite with AES-256-GCM: `skRm`, `info` and the encapsulated key as BROWSER_KEYS §3 names them.
INFO = "4f6465206f6e2061204772656369616e2055726e"
ENC = "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256"
SEALED = ENC + "d4d54cd22096fa8c5a7d3aa8814ca1792a976882d6b213d320ef0a5137845d8ef53ee59f676e851ec9f86ed34fab5bb8"
PREPARE = """
    const keys = await import("/static/bids/opening-keys.js");
    const privateOf = (raw) => crypto.subtle.importKey(
        "pkcs8", keys.join(keys.fromHex("302e020100300506032b656e04220420"), keys.fromHex(raw)), {name: "X25519"}, true, ["deriveBits"]);
    const pairOf = async ({raw, publicKey}) => ({privateKey: await privateOf(raw), publicKey: keys.fromHex(publicKey)});
    const codeOf = async (promise) => promise.then(() => "no fault", (fault) => (typeof fault.code === "string" ? fault.code : fault.name));
"""


def pair(key):
    """A key pair as the tests hand it to the browser."""
    return {"raw": key.private_bytes_raw().hex(), "publicKey": key.public_key().public_bytes_raw().hex()}


@pytest.fixture
def script(open_page):
    """`script(body, value)` runs a function's body with the module as `keys` in a page of the site."""
    page = open_page("/about/")

    def run(body, value=None):
        return page.evaluate(f"async (value) => {{ {PREPARE} {body} }}", value)

    return run


def test_the_published_form_is_made_and_opened_in_the_browser(script):
    form, raw = script(
        """
        const {privateKey, publicKey} = await pairOf(value);
        const range = (from, to) => Uint8Array.from({length: to - from}, (_, place) => from + place);
        const form = await keys.lockKey(privateKey, publicKey, value.passphrase, {salt: range(0, 16), iv: range(16, 28)});
        const back = await keys.unlockKey(form, "7k3m 9q2w a1b0 110z", {mine: publicKey, extractable: true});
        return [keys.toHex(form), keys.toHex(new Uint8Array(await crypto.subtle.exportKey("pkcs8", back.privateKey)))];
        """,
        pair(PRIVATE) | {"passphrase": PASSPHRASE},
    )

    assert form == FORM.hex()
    assert hashlib.sha256(bytes.fromhex(form)).hexdigest() == (
        "1e8abee7007faf98de094488f01c04d62cef5cc2613733df99921671ce27ea8c"
    )
    assert raw == (PKCS8 + RAW).hex()


def test_a_key_is_unlocked_so_that_nothing_takes_it_out_again(script):
    assert (
        script(
            "return (await keys.unlockKey(keys.fromHex(value), '7K3M9Q2WA1B0110Z')).privateKey.extractable", FORM.hex()
        )
        is False
    )


def test_the_published_hpke_message_is_opened(script):
    text = script(
        "return new TextDecoder().decode(await keys.hpkeOpen(await pairOf(value), keys.fromHex(value.sealed), keys.fromHex(value.info)))",
        pair(PRIVATE) | {"sealed": SEALED, "info": INFO},
    )

    assert text == "share of 32 bytes, for the test!"
    assert shares.SUITE.decrypt(bytes.fromhex(SEALED), PRIVATE, info=bytes.fromhex(INFO)) == text.encode()


@pytest.mark.parametrize("change", [{"info": "00"}, {"publicKey": "09" + "00" * 31}, {"sealed": SEALED[:-2] + "00"}])
def test_another_info_key_or_message_opens_nothing(script, change):
    fault = script(
        "return codeOf(keys.hpkeOpen(await pairOf(value), keys.fromHex(value.sealed), keys.fromHex(value.info)))",
        pair(PRIVATE) | {"sealed": SEALED, "info": INFO} | change,
    )

    assert fault == "OperationError"


def test_a_key_of_the_browser_opens_in_the_program_and_goes_back(script):
    passphrase, public_key, form = script(
        """
        const passphrase = keys.makePassphrase();
        const {publicKey, locked} = await keys.makeKey(passphrase, {rounds: 600000});
        return [passphrase, keys.toHex(publicKey), keys.toHex(locked)];
        """
    )
    wrapped = opening_keys.read_wrapped_key(bytes.fromhex(form))
    key = opening_keys.unwrap_key(wrapped, passphrase.lower())
    again = opening_keys.wrap_key(key, passphrase, QUICK)

    assert set(passphrase.replace("-", "")) <= set(ALPHABET)
    assert [len(group) for group in passphrase.split("-")] == [4, 4, 4, 4]
    assert (wrapped.public_key.hex(), wrapped.cost) == (public_key, QUICK)
    assert (
        script(
            "return keys.toHex((await keys.unlockKey(keys.fromHex(value[0]), value[1])).publicKey)",
            [again.file().hex(), passphrase],
        )
        == public_key
    )


def test_one_million_rounds_are_the_rule(script):
    form = script("return keys.toHex((await keys.makeKey('7K3M9Q2WA1B0110Z')).locked)")

    assert opening_keys.read_wrapped_key(bytes.fromhex(form)).cost == BROWSER_COST


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        (PASSPHRASE, "7K3M9Q2WA1B0110Z"),
        ("７Ｋ３Ｍ－9q2w—AlBo−iL0z", "7K3M9Q2WA1B0110Z"),
        ("\t7k3m\u2010\u2011\u2012\u2013\u2014\u2015\u2212 9 q", "7K3M9Q"),
        ("ß ı é Å", None),
        ("", ""),
    ],
)
def test_a_passphrase_has_one_normal_form_on_every_side(script, typed, normal):
    assert script("return keys.normalForm(value)", typed) == normal_form(typed)
    assert normal is None or normal_form(typed) == normal


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ("7K3M 9Q2W A1BO 110Z", None),
        ("7K3M 9Q2V A1BO 110Z", 1),
        ("0K3M 9Q2V A1BO 1100", 0),
        ("7K3M 9Q2W", 2),
        ("7K3M 9Q2W A1BO 110Z Z", 3),
    ],
)
def test_the_first_wrong_group_is_named(script, typed, group):
    assert script("return keys.wrongGroup(value[0], value[1])", [typed, PASSPHRASE]) == group


HEAD = [*range(12), *range(12, 71, 6), 71]


def test_each_byte_of_the_head_counts(script):
    """A changed byte is refused before anything is derived, or opens nothing, at the cheapest cost allowed.

    Each byte of the fields that are read; of salt, nonce, locked key and tag, which are not, each sixth and the last.
    """
    form = opening_keys.wrap_key(PRIVATE, PASSPHRASE, QUICK).file()
    codes = script(
        """
        const codes = [];
        for (const place of value[2]) {
            const changed = keys.fromHex(value[0]);
            changed[place] ^= 1;
            codes.push(await codeOf(keys.unlockKey(changed, value[1])));
        }
        return codes;
        """,
        [form.hex(), PASSPHRASE, HEAD],
    )

    places = {code: [place for place, each in zip(HEAD, codes, strict=True) if each == code] for code in codes}
    assert places == {
        "no-file": [0, 1, 2, 3, 4],
        "range": [5, 6, 7, 9, 10, 11],
        "passphrase": [8, *HEAD[12:]],
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda form: form[:-1], "no-file"),
        (lambda form: b"EOK2" + form[4:], "no-file"),
        (lambda form: form[:4] + b"\x03" + form[5:], "no-file"),
        (lambda form: form[:5] + (599_999).to_bytes(4) + form[9:], "range"),
        (lambda form: form[:5] + (10_000_001).to_bytes(4) + form[9:], "range"),
        (lambda form: form[:10] + b"\x01" + form[11:], "range"),
        (lambda form: form[:-1] + bytes([form[-1] ^ 1]), "passphrase"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(script, change, code):
    assert script("return codeOf(keys.unlockKey(keys.fromHex(value), '7K3M9Q2WA1B0110Z'))", change(FORM).hex()) == code


def test_wrong_passphrase_other_file_and_a_file_of_the_program_are_told_apart(script):
    program = opening_keys.wrap_key(PRIVATE, PASSPHRASE, PROGRAM_COST).file()
    body = """
        return Promise.all([
            codeOf(keys.unlockKey(keys.fromHex(value[0]), "7K3M9Q2WA1B01100")),
            codeOf(keys.unlockKey(keys.fromHex(value[0]), " - ")),
            codeOf(keys.unlockKey(keys.fromHex(value[0]), "7K3M9Q2WA1B0110Z", {mine: new Uint8Array(32)})),
            codeOf(keys.unlockKey(keys.fromHex(value[1]), "7K3M9Q2WA1B0110Z")),
        ]);
    """

    assert script(body, [FORM.hex(), program.hex()]) == ["passphrase", "passphrase", "other-file", "program"]


def test_a_file_that_holds_another_key_than_it_names_is_refused(script):
    other = X25519PrivateKey.generate().public_key().public_bytes_raw()
    salt, iv = bytes(16), bytes(12)
    head = opening_keys.WrappedKey(QUICK, salt, iv, other, b"").head()
    closed = opening_keys.AESGCM(QUICK.derive(PASSPHRASE, salt)).encrypt(iv, PKCS8 + RAW, head)

    assert script("return codeOf(keys.unlockKey(keys.fromHex(value), '7K3M9Q2WA1B0110Z'))", (head + closed).hex()) == (
        "passphrase"
    )


def test_a_challenge_and_a_rehearsal_made_by_the_site_are_answered_in_the_browser(script):
    document, challenge = asked()
    answers = script(
        "return keys.answerQuestions(await pairOf(value), value.asked)", pair(KEYS[1]) | {"asked": document.as_json()}
    )

    assert answers == questions.answer(document, KEYS[1]).as_json()
    assert hashlib.sha256(bytes.fromhex(answers["answers"][0]["answer"])).digest() == challenge.expected


@pytest.mark.parametrize(
    ("header", "stated", "code"),
    [(HEADER, HEADER, "no-rehearsal"), (HEADER, REHEARSED, "share"), (REHEARSED, REHEARSED, "no fault")],
)
def test_no_half_of_a_bid_is_given_away_as_a_rehearsal(script, header, stated, code):
    document = asked(header=header)[0].as_json()
    document["rehearsal"]["header"] = stated.canon().decode()

    assert (
        script(
            "return codeOf(keys.answerQuestions(await pairOf(value), value.asked))", pair(KEYS[1]) | {"asked": document}
        )
        == code
    )


def test_a_wrap_of_a_bid_is_no_challenge_and_no_challenge_a_wrap(script):
    wrap = asked(header=HEADER)[0].rehearsal.wraps[0]
    challenge = proofs.make_challenge(
        KEYS[1].public_key().public_bytes_raw(), challenge="c1", host="city.example", opener="p1"
    )
    stolen = {"challenge": "c1", "context": challenge.context.hex(), "closed": wrap.closed.hex()}
    codes = script(
        """
        const pair = await pairOf(value);
        const wrap = {...value.wrap, closed: value.closed};
        return Promise.all([
            codeOf(keys.answerChallenge(pair, value.stolen)), codeOf(keys.openShare(pair, value.digest, wrap)),
            codeOf(keys.openShare(pair, value.digest, {...value.wrap, check: "00".repeat(32)})),
            codeOf(keys.openShare(pair, value.digest, value.wrap)),
        ]);
        """,
        pair(KEYS[1])
        | {
            "stolen": stolen,
            "wrap": wrap.as_json(),
            "closed": challenge.closed.hex(),
            "digest": HEADER.digest().hex(),
        },
    )

    assert codes == ["challenge", "share", "share", "no fault"]
