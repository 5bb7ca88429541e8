"""The rules about what scripts do: what they find, and what they leave alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hframes.lint.finding import Finding, Severity
from hframes.lint.registry import find_rule
from hframes.lint.rule import Rule
from hframes.lint.run import lint_text

CODES = ("HF001", *(f"HF{number}" for number in (*range(101, 110), *range(301, 312))))

# What each rule finds; several places where a number is given.
FOUND: dict[str, list[str | tuple[int, str]]] = {
    "HF001": ["const title = ;", "function ( {"],
    "HF101": [
        "draw(Date.now());",
        "draw(new Date());",
        "label.textContent = Date();",
        "draw(new Date);",
        "const { now } = performance; draw(now());",
        "draw(window['performance'].now());",
        "draw(performance.timeOrigin);",
        "draw(Temporal.Now.instant());",
        "draw(document.timeline.currentTime);",
        "const times = rows.map(Date.now); draw(times);",
        (2, "draw(Date.now(), performance.now());"),
        "Date.now = () => 3; draw(performance.now());",
    ],
    "HF102": [
        "setTimeout(show, 500);",
        "window.setInterval(() => show(), 40);",
        "requestIdleCallback(show);",
        "scheduler.postTask(show);",
        "await new Promise((done) => setTimeout(done, 100));",
    ],
    "HF103": [
        "requestAnimationFrame(draw);",
        "await new Promise(requestAnimationFrame);",
        "const next = window.requestAnimationFrame; next(draw);",
    ],
    "HF104": [
        "draw(Math.random());",
        "const { random } = Math; draw(random());",
        "draw(Array.from({ length: 3 }, Math.random));",
    ],
    "HF105": [
        "card.id = crypto.randomUUID();",
        "crypto.getRandomValues(numbers);",
        "const key = await crypto.subtle.generateKey(kind, false, ['sign']); use(key);",
    ],
    "HF106": [
        "let x = 0; function tick() { x += 2; draw(x); requestAnimationFrame(tick); } requestAnimationFrame(tick);",
        "let x = 0; const loop = () => { requestAnimationFrame(loop); x -= 0.5; draw(x); }; loop();",
        "requestAnimationFrame(function again() { ball.x += 3; draw(); requestAnimationFrame(again); });",
        "function tick() { ball.x += ball.vx; draw(); requestAnimationFrame(tick); } tick();",
        "const SPEED = Math.PI / 90; let a = 0; function t() { a += SPEED; draw(a); requestAnimationFrame(t); } t();",
        "let a = 0; function t(now) { a = a + 3; draw(a); requestAnimationFrame(t); } requestAnimationFrame(t);",
        "let a = 0; function t() { a = (a + 3) % 360; draw(a); requestAnimationFrame(t); } t();",
        "let i = 0; function t() { i++; context.fillRect(i % 400, 9, 2, 2); requestAnimationFrame(t); } t();",
        "let n = 99; function t() { n--; bar.style.width = n + '%'; requestAnimationFrame(t); } t();",
        "let a = 0; function move() { a += 1; } function t() { move(); draw(a); requestAnimationFrame(t); } t();",
        "renderer.setAnimationLoop(() => { cube.rotation.y += 0.01; renderer.render(scene, camera); });",
        "function t() { for (const p of parts) { p.y += 1.5; } draw(); requestAnimationFrame(t); } t();",
        "function t() { parts.forEach((p) => { p.y += 2; }); draw(); requestAnimationFrame(() => t()); } t();",
        "class Sky { turn() { this.angle += 0.1; this.draw(); requestAnimationFrame(() => this.turn()); } }",
        "class Sky { turn() { this.angle += 0.1; this.draw(); requestAnimationFrame(this.turn.bind(this)); } }",
        "let time = 0; function t() { time += 0.01; draw(time); requestAnimationFrame(t); } t();",
        (2, "function t() { b.x += b.vx; b.y += 2 * b.vy; draw(); requestAnimationFrame(t); } t();"),
    ],
    "HF107": [
        "while (Date.now() < end);",
        "const start = performance.now(); while (performance.now() - start < 50) { sum += work(); }",
        "let now; do { now = Date.now(); } while (now - start < 200);",
        "for (const end = Date.now() + 50; Date.now() < end;) ;",
        "while (new Date() < end) {}",
        "while (new Date().getTime() - start < 1000) {}",
        "while (true) { draw(); }",
        "for (;;) { step(); }",
        "do { step(); } while (1);",
        "while (true) { for (const x of list) { if (x) break; } }",
        "while (true) { list.forEach((x) => { return x; }); }",
        "while (true) { switch (next()) { case 1: break; default: draw(); } }",
        "while (!image.complete);",
        "function wait() { while (!loaded) {} }",
        "outer: while (true) { while (ready()) { continue outer; } }",
    ],
    "HF108": [
        "cards.sort(() => Math.random() - 0.5);",
        "cards.toSorted(function () { return 0.5 - Math.random(); });",
        "cards.sort((a, b) => a > b);",
        "cards.sort(function (a, b) { return a.rank < b.rank; });",
        "const byRank = (a, b) => a.rank >= b.rank; cards.sort(byRank);",
        "function byRank(a, b) { return (a.rank > b.rank); } [...cards].sort(byRank);",
        "cards.sort((a, b) => (a > b ? 1 : 0));",
        "cards.sort((a, b) => a > b ? 1 : -1);",
        "cards.sort((a, b) => { if (a < b) return -1; return 1; });",
        "cards.sort((a, b) => { if (a < b) { return -1; } else { return 1; } });",
    ],
    "HF109": ["await Promise.race([a, b]);", "const first = Promise.any(all); use(first);"],
    "HF301": [
        "video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });",
        "const { mediaDevices } = navigator; mediaDevices.getDisplayMedia();",
        "navigator.getUserMedia({ audio: true }, ok, bad);",
    ],
    "HF302": [
        "navigator.geolocation.getCurrentPosition(show);",
        "const { geolocation } = navigator; geolocation.watchPosition(show);",
    ],
    "HF303": [
        "window.addEventListener('deviceorientation', tilt);",
        "addEventListener('devicemotion', shake);",
        "window.ondevicemotion = shake;",
        "const sensor = new Accelerometer({ frequency: 60 }); sensor.start();",
        "const sensor = new window.Gyroscope(); sensor.start();",
        "const pads = navigator.getGamepads(); draw(pads);",
        "navigator.getBattery().then(show);",
    ],
    "HF304": [
        "const theme = localStorage.getItem('theme'); apply(theme);",
        "apply(sessionStorage['theme']);",
        "apply(localStorage.theme);",
        "apply(localStorage[name]);",
        "for (let i = 0; i < localStorage.length; i++) show(i);",
        "show(localStorage.key(0));",
        "show(Object.keys(localStorage));",
        "if ('theme' in localStorage) show();",
        "const opening = indexedDB.open('game'); opening.onsuccess = show;",
        "const cache = await caches.open('v1'); show(cache);",
        "show(document.cookie);",
        "document.cookie = 'seen=1'; show(document.cookie);",
        "const store = window.localStorage; show(store.getItem('a'));",
    ],
    "HF305": [
        "spawn(navigator.hardwareConcurrency);",
        "spawn(navigator.deviceMemory);",
        "if (/iPhone/.test(navigator.userAgent)) small();",
        "const isApple = navigator.platform.startsWith('Mac'); use(isApple);",
        "show(navigator.language.slice(0, 2));",
        "show(navigator.languages[0]);",
        "if (navigator.connection.saveData) small();",
        "if (navigator.onLine) load();",
        "if (navigator.maxTouchPoints > 0) small();",
        "canvas.width = innerWidth * devicePixelRatio;",
        "const ratio = window.devicePixelRatio || 1; size(ratio);",
        "size(screen.width);",
        "size(window.screen.availHeight);",
        "size(outerWidth);",
        "const { userAgent } = navigator; use(userAgent); use(userAgent);",
        "const ratio = devicePixelRatio; size(ratio); size(ratio * 2);",
        (2, "const { userAgent, platform } = navigator; use(userAgent); use(platform);"),
    ],
    "HF306": [
        "const info = gl.getExtension('WEBGL_debug_renderer_info'); use(info);",
        "use(gl.getParameter(info.UNMASKED_RENDERER_WEBGL));",
        "use(gl.getParameter(37446));",
        "const adapter = await navigator.gpu.requestAdapter(); use(adapter);",
        "const adapter = await navigator.gpu?.requestAdapter(); use(adapter);",
    ],
    "HF307": [
        "use(context.measureText('Spring').width);",
        "context.font = '20px sans-serif'; use(context.measureText(word).width);",
        "context.font = `bold ${size}px Arial, Inter`; use(context.measureText(word).width);",
        "const FONT = '700 1.5rem/1.2 \"Helvetica Neue\", Arial'; c.font = FONT; use(c.measureText(word).width);",
    ],
    "HF308": [
        "show((1234).toLocaleString());",
        "show(total.toLocaleString(undefined, { style: 'percent' }));",
        "show(total.toLocaleString([], { style: 'percent' }));",
        "show(day.toLocaleDateString('default', { month: 'long', timeZone: 'UTC' }));",
        "names.sort((a, b) => a.localeCompare(b));",
        "names.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));",
        "show(title.toLocaleUpperCase());",
        "show(new Intl.NumberFormat().format(3));",
        "show(Intl.NumberFormat(undefined, { style: 'percent' }).format(3));",
        "const { PluralRules } = Intl; show(new PluralRules().select(1));",
        "show(document.title.localeCompare(other));",
    ],
    "HF309": [
        "draw(new Date(2024, 0, 1));",
        "draw(new Date('2024-01-01T10:00'));",
        "draw(Date.parse('2024-01-01 10:00:00'));",
        "draw(new Date().getHours());",
        "const day = new Date('2024-01-01'); draw(day.getDay());",
        "function show() { const now = new Date(); draw(now.getMinutes()); }",
        "draw(day.getTimezoneOffset());",
        "draw(day.toLocaleTimeString('en-US'));",
        "draw(day.toLocaleDateString('en-US', { month: 'long' }));",
        "draw(new Date().toLocaleString('en-US'));",
        "draw(day.toLocaleString('en-US', { hour: 'numeric' }));",
        "draw(new Intl.DateTimeFormat('en-US').format(day));",
        "const options = { month: 'long' }; draw(new Intl.DateTimeFormat('en-US', options).format(day));",
    ],
    "HF310": ["show(performance.memory.usedJSHeapSize);", "show(await performance.measureUserAgentSpecificMemory());"],
    "HF311": [
        "speechSynthesis.speak(words);",
        "show(speechSynthesis.getVoices());",
        "const ear = new webkitSpeechRecognition(); ear.start();",
        "show(await navigator.clipboard.readText());",
        "new Notification('Ready');",
        "Notification.requestPermission();",
        "const port = await navigator.serial.requestPort(); use(port);",
        "const access = await navigator.requestMIDIAccess(); use(access);",
    ],
}

LEFT_ALONE: dict[str, list[str]] = {
    "HF001": ["const title = 'Spring';", "await import('./a.js');"],
    "HF101": [
        "draw(new Date(2024, 0, 1));",
        "draw(new Date('2024-01-01T00:00:00Z'));",
        "draw(Date.UTC(2024, 0, 1));",
        "draw(Date.parse('2024-01-01'));",
        "const performance = { now: () => 3 }; draw(performance.now());",
        "performance.mark('start');",
        "draw(hframes.time);",
        "Date.now = () => 3; draw(Date.now());",
        "draw(value instanceof Date);",
        "if (performance.now) draw();",
        "if (typeof performance.now === 'function') draw();",
    ],
    "HF102": [
        "clearTimeout(id);",
        "function setTimeout(f) { f(); } setTimeout(show);",
        "if (window.requestIdleCallback) show();",
        "if (typeof setTimeout !== 'undefined') show();",
    ],
    "HF103": [
        "cancelAnimationFrame(id);",
        "stage.requestAnimationFrame(draw);",
        "if (!window.requestAnimationFrame) stop();",
    ],
    "HF104": [
        "draw(Math.max(1, 2));",
        "const Math = seeded(1); draw(Math.random());",
        "draw(hframes.random());",
        "Math.random = seeded(3); draw(Math.random());",
    ],
    "HF105": ["const hash = await crypto.subtle.digest('SHA-256', data); use(hash);", "if (crypto.randomUUID) show();"],
    "HF106": [
        "let x = 0; function tick(now) { x = now * 0.1; draw(x); requestAnimationFrame(tick); } tick(0);",
        "let x = 0; function tick(now) { x += 2 * (now - last); last = now; requestAnimationFrame(tick); } tick(0);",
        "let x = 0; function tick() { x += 2; draw(x + Date.now()); requestAnimationFrame(tick); } tick();",
        "let x = 0; function tick() { const dt = clock.getDelta(); x += 2 * dt; requestAnimationFrame(tick); } tick();",
        "let x = 0; function tick() { x += SPEED * deltaTime; draw(x); requestAnimationFrame(tick); } tick();",
        "let frame = 0; function tick() { frame++; draw(frame % 8); requestAnimationFrame(tick); } tick();",
        "let frame = 0; function tick() { frame += 1; draw(frame % 8); requestAnimationFrame(tick); } tick();",
        "let s = ''; function tick() { s += '.'; draw(s); requestAnimationFrame(tick); } tick();",
        "function tick() { for (let x = 0; x < 100; x += 10) draw(x); requestAnimationFrame(tick); } tick();",
        "function tick() { let y = 10; y += 20; draw(y); requestAnimationFrame(tick); } tick();",
        "let y; function t() { y = 0; for (const l of lines) { draw(l, y); y += 20; } requestAnimationFrame(t); } t();",
        "let i = 0; function t() { i++; image.src = names[i % 8]; requestAnimationFrame(t); } t();",
        "let i = 0; function t() { i++; context.drawImage(frames[i], 0, 0); requestAnimationFrame(t); } t();",
        "let x = 0; requestAnimationFrame(() => { x += 2; draw(x); });",
        "let x = 0; button.onclick = () => { x += 2; draw(x); };",
        "function tick() { x += distance(a, b); draw(x); requestAnimationFrame(tick); } tick();",
        "function tick() { const sum = { x: 0 }; sum.x += 2; draw(sum); requestAnimationFrame(tick); } tick();",
        "let x = 0; function tick() { x += 2; draw(hframes.time); requestAnimationFrame(tick); } tick();",
    ],
    "HF107": [
        "while (true) { if (done()) break; }",
        "function next() { while (true) { if (done()) return 1; } }",
        "for (;;) { if (bad()) throw new Error('bad'); }",
        "async function run() { while (true) { await step(); } }",
        "function* numbers() { let i = 0; while (true) yield i++; }",
        "async function run() { while (true) { for await (const x of source) draw(x); } }",
        "outer: for (const a of list) { while (true) { if (a) continue outer; } }",
        "outer: for (;;) { for (;;) { if (done()) break outer; } }",
        "while (i < 10) { i++; }",
        "while (i--) ;",
        "while ((node = node.next)) ;",
        "while (tasks.length > 0 && performance.now() < end) { tasks.shift()(); }",
        "while (performance.now() < end) { if (!tasks.length) break; tasks.shift()(); }",
        "while (next <= performance.now()) { next += 16; step(); }",
        "while (performance.now() > this.next) { this.step(); }",
        "async function wait() { while (Date.now() < end) await frame(); }",
        "for (let i = 0; i < 10; i++) ;",
        "while (list.pop()) ;",
        "while (false) {}",
        "do { step(); } while (false);",
    ],
    "HF108": [
        "cards.sort((a, b) => a - b);",
        "cards.sort();",
        "cards.sort(byRank);",
        "cards.sort((a, b) => b.rank - a.rank || a.name.localeCompare(b.name, 'en'));",
        "cards.sort((a, b) => (a > b) - (a < b));",
        "cards.sort((a, b) => a < b ? -1 : a > b ? 1 : 0);",
        "cards.sort((a, b) => { if (a < b) return -1; if (a > b) return 1; return 0; });",
        "cards.sort((a, b) => { if (a < b) return -1; if (a > b) return 1; });",
        "cards.sort((a, b) => { if (a === b) return 0; return a > b ? 1 : -1; });",
        "cards.map(() => ({ key: Math.random() })).sort((a, b) => a.key - b.key);",
        "const big = cards.filter((a) => a > 3);",
        "cards.sort((a, b) => { const up = (x, y) => { return x > y; }; return rank(a, up) - rank(b, up); });",
    ],
    "HF109": ["await Promise.all([a, b]);", "await Promise.allSettled(all);", "animal.race(dogs);"],
    "HF301": ["if (navigator.mediaDevices) show();", "const devices = { getUserMedia() {} }; devices.getUserMedia();"],
    "HF302": [
        "if ('geolocation' in navigator) show();",
        "if (navigator.geolocation) show();",
        "map.geolocation.show();",
    ],
    "HF303": [
        "addEventListener('resize', draw);",
        "class Gyroscope {} new Gyroscope();",
        "if (window.Accelerometer) show();",
    ],
    "HF304": [
        "localStorage.setItem('theme', 'dark');",
        "localStorage.theme = 'dark';",
        "localStorage[name] = 'dark';",
        "localStorage.removeItem('theme'); sessionStorage.clear();",
        "delete localStorage.theme;",
        "document.cookie = 'seen=1';",
        "if (window.localStorage) show();",
        "const localStorage = new Map(); localStorage.getItem('a');",
        "if (typeof localStorage === 'undefined') show();",
    ],
    "HF305": [
        "if ('connection' in navigator) show();",
        "if (navigator.userAgentData) show();",
        "if (navigator.connection && ready) show();",
        "const screen = makeScreen(); size(screen.width);",
        "size(innerWidth);",
        "if (typeof devicePixelRatio === 'undefined') show();",
        "function size(devicePixelRatio) { return devicePixelRatio * 2; }",
    ],
    "HF306": [
        "if (navigator.gpu) show();",
        "if (!navigator.gpu) throw new Error('no');",
        "if ('gpu' in navigator) show();",
        "use(gl.getParameter(gl.MAX_TEXTURE_SIZE));",
        "use(gl.getExtension('OES_texture_float'));",
    ],
    "HF307": [
        "context.font = '20px Inter, sans-serif'; use(context.measureText(word).width);",
        'context.font = `600 ${size}px "Playfair Display", serif`; use(context.measureText(word).width);',
        "context.font = fontOf(word); use(context.measureText(word).width);",
        "context.font = '20px Arial'; context.fillText('a', 0, 0);",
    ],
    "HF308": [
        "show((1234).toLocaleString('en-US'));",
        "show(total.toLocaleString(locale));",
        "names.sort((a, b) => a.localeCompare(b, 'en'));",
        "show(new Intl.NumberFormat('de-DE', { style: 'percent' }).format(3));",
        "show(title.toUpperCase());",
        "const format = (...given) => total.toLocaleString(...given); show(format());",
        "show(new Intl.Locale('de').language);",
    ],
    "HF309": [
        "draw(new Date(Date.UTC(2024, 0, 1)));",
        "draw(new Date('2024-01-01T10:00:00Z'));",
        "draw(new Date('2024-01-01T10:00+02:00'));",
        "draw(new Date('2024-01-01'));",
        "draw(new Date(stamp));",
        "draw(clock.getHours());",
        "draw(new Date('2024-01-01').getUTCHours());",
        "draw(new Date('2024-01-01').getTime());",
        "draw((1234).toLocaleString('en-US'));",
        "draw(price.toLocaleString('en-US', { style: 'currency', currency: 'EUR' }));",
        "draw(day.toLocaleDateString('en-US', { timeZone: 'UTC' }));",
        "draw(day.toLocaleDateString('en-US', options));",
        "const o = { month: 'long', timeZone: 'UTC' }; draw(new Intl.DateTimeFormat('en-US', o).format(day));",
        "draw(new Intl.DateTimeFormat('en-US', { ...base, month: 'long' }).format(day));",
        "draw(new Intl.NumberFormat('en-US').format(3));",
    ],
    "HF310": ["show(performance.getEntries());", "if (performance.memory) show();", "show(game.memory.size);"],
    "HF311": [
        "await navigator.clipboard.writeText('a');",
        "if ('speechSynthesis' in window) show();",
        "if (window.Notification) show();",
        "class Notification {} new Notification();",
    ],
}

# Not worth more than a note: nothing that is drawn depends on it.
ONLY_LOGGED = {
    "HF101": "console.log(performance.now());",
    "HF104": "console.log(`chance: ${Math.random()}`);",
    "HF305": "console.info(navigator.userAgent);",
    "HF310": "console.log(performance.memory.usedJSHeapSize);",
}


def found(code: str, text: str, *, portable: bool = True) -> list[Finding]:
    return [finding for finding in lint_text(text, portable=portable) if finding.code == code]


def rule(code: str) -> Rule:
    one = find_rule(code)
    assert one is not None
    return one


def pages(table: dict[str, list[str | tuple[int, str]]]) -> Iterator[tuple[str, int, str]]:
    for code, texts in table.items():
        for text in texts:
            yield (code, 1, text) if isinstance(text, str) else (code, *text)


@pytest.mark.parametrize(("code", "count", "text"), list(pages(FOUND)))
def test_is_found(code: str, count: int, text: str) -> None:
    assert len(found(code, text)) == count, found(code, text)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in LEFT_ALONE.items() for text in texts])
def test_is_left_alone(code: str, text: str) -> None:
    assert not found(code, text)


def test_every_rule_is_in_both_tables() -> None:
    assert set(FOUND) == set(LEFT_ALONE) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_example_that_is_bad_has_this_and_nothing_else(code: str) -> None:
    is_silent = rule(code).severity is Severity.SILENT
    findings = lint_text(rule(code).bad, portable=is_silent)
    assert {finding.code for finding in findings} == {code}


@pytest.mark.parametrize("code", CODES)
def test_example_that_is_good_has_nothing(code: str) -> None:
    is_silent = rule(code).severity is Severity.SILENT
    assert not lint_text(rule(code).good, portable=is_silent)


@pytest.mark.parametrize("code", [f"HF{number}" for number in range(101, 106)])
def test_what_the_clock_holds_is_told_for_portable_pages_only(code: str) -> None:
    text = rule(code).bad
    assert not found(code, text, portable=False)
    assert {finding.severity for finding in found(code, text)} == {Severity.ERROR}


@pytest.mark.parametrize(("code", "text"), list(ONLY_LOGGED.items()))
def test_what_is_only_logged_is_a_note(code: str, text: str) -> None:
    assert [finding.severity for finding in found(code, text)] == [Severity.NOTE]


def test_what_is_only_logged_and_held_by_the_clock_is_not_told() -> None:
    assert not found("HF101", "console.log(performance.now());", portable=False)


def test_chance_has_a_mend() -> None:
    text = "draw(Math.random());"
    (finding,) = found("HF104", text)
    assert finding.fix is not None
    assert text[: finding.fix.start] + finding.fix.text + text[finding.fix.end :] == "draw(hframes.random());"


def test_chance_under_another_name_has_none() -> None:
    (finding,) = found("HF104", "const { random } = Math; draw(random());")
    assert finding.fix is None


def test_comparator_that_forgets_equal_ones_is_a_warning() -> None:
    (finding,) = found("HF108", "cards.sort((a, b) => a > b ? 1 : -1);")
    assert finding.severity is Severity.WARNING
    (finding,) = found("HF108", "cards.sort((a, b) => a > b);")
    assert finding.severity is Severity.ERROR
