"""Judges mails by the rules M1-M13, with Python's own parser and dkimpy.

Reads lines of JSON: first {"records": {name: text}}, then {"id", "raw", "expected"} for each mail, and
{"id", "raw"} for mails of which only the signatures are asked. Answers with a line {"id", "faults", "signatures"} each.
"""

import base64
import email
import email.errors
import email.header
import email.policy
import email.utils
import html.parser
import json
import re
import sys

import dkim

once = ['date', 'from', 'message-id', 'to', 'subject', 'mime-version', 'content-type']
over_signed = ['from', 'to', 'cc', 'reply-to', 'subject', 'date', 'content-type', 'list-unsubscribe', 'list-unsubscribe-post']
token = re.compile(r'https://news\.nashra\.example/(\w+)/([\w-]{48})')


class Root(html.parser.HTMLParser):
    """The lang and dir of html and body."""

    def __init__(self):
        super().__init__()
        self.found = {}

    def handle_starttag(self, tag, attributes):
        if tag in ('html', 'body') and tag not in self.found:
            self.found[tag] = dict(attributes)


def lines_of(raw):
    if not raw.endswith(b'\r\n'):
        yield 'M5: does not end in CRLF'
    if re.search(rb'\r(?!\n)|(?<!\r)\n|\0', raw):
        yield 'M5: a bare CR or LF, or NUL'
    head, body = raw.split(b'\r\n\r\n', 1)
    for line in raw.split(b'\r\n'):
        if len(line) > 998:
            yield 'M5: a line of %d' % len(line)
    for line in head.split(b'\r\n'):
        value = re.sub(rb'^[\w-]+: ', b'', line).strip()
        # 78 are characters, 998 octets (RFC 6532, 3.4).
        if len(line.decode('utf-8')) > 78 and b' ' in value:
            yield 'M5: could be folded: %r' % line
        if line.strip() == b'':
            yield 'M5: a header line of white space'
    for line in body.split(b'\r\n'):
        if len(line) > 76:
            yield 'M5: a body line of %d' % len(line)
        if any(byte > 126 for byte in line):
            yield 'M5: a body line that is not ASCII'
            break


def words_of(raw):
    head = raw.split(b'\r\n\r\n', 1)[0].decode('utf-8')
    for word in re.findall(r'=\?[^\s]*?\?=', head):
        if len(word) > 75:
            yield 'M6: an encoded word of %d' % len(word)
        try:
            base64.b64decode(word[10:-2], validate=True).decode('utf-8')
        except ValueError:
            yield 'M6: an encoded word cut inside a character: ' + word


def unfolded(value):
    return re.sub(r'\r\n(?=[ \t])', '', value)


def decoded(value):
    return str(email.header.make_header(email.header.decode_header(unfolded(value))))


def legacy(raw):
    """What the compat32 policy, that of most Python programs, makes of subject and names."""
    message = email.message_from_bytes(raw)
    names = {}
    for header in ('From', 'To'):
        names[header] = decoded(email.utils.parseaddr(unfolded(str(message[header])))[0])
    return decoded(str(message['Subject'])), names


def mended(text):
    """What the parser took byte by byte (RFC 6532)."""
    return text.encode('utf-8', 'surrogateescape').decode('utf-8')


def headers_of(message, expected):
    names = [name.lower() for name in message.keys()]
    for name in set(names) - {'dkim-signature'}:
        if names.count(name) != 1:
            yield 'M4: %s stands %d times' % (name, names.count(name))
    for name in once:
        if name not in names:
            yield 'M4: no %s' % name
    for header, address in (('From', expected['fromAddress']), ('To', expected['toAddress'])):
        found = message[header].addresses
        if [mended(one.addr_spec) for one in found] != [address]:
            yield 'M4: %s is %r' % (header, [one.addr_spec for one in found])
    if message['Date'].datetime is None:
        yield 'M4: no date'
    if not re.fullmatch(r'<[^<>@\s]+@[a-z0-9.-]+>', str(message['Message-ID'])):
        yield 'M4: Message-ID %s' % message['Message-ID']


def list_of(message, expected):
    leave = re.findall(r'<([^<>]*)>', str(message['List-Unsubscribe']))
    if [uri for uri in leave if uri.startswith('https:')] != [expected['unsubscribeUrl']]:
        yield 'M1: List-Unsubscribe %s' % message['List-Unsubscribe']
    if len([uri for uri in leave if uri.startswith('mailto:')]) != 1:
        yield 'M3: no mailto in List-Unsubscribe'
    if message['List-Unsubscribe-Post'] != 'List-Unsubscribe=One-Click':
        yield 'M1: List-Unsubscribe-Post %s' % message['List-Unsubscribe-Post']
    if message['List-Id'] != expected['listId']:
        yield 'M3: List-Id %s' % message['List-Id']
    if not re.fullmatch(r'<https://\S+>', str(message['List-Help'])):
        yield 'M3: List-Help %s' % message['List-Help']
    if not re.fullmatch(r'[^:\s]+:[^:\s]+:[^:\s]+:[^:\s]+', str(message['Feedback-ID'])):
        yield 'M3: Feedback-ID %s' % message['Feedback-ID']
    if message['Precedence'] != 'bulk' or message['Auto-Submitted'] is not None:
        yield 'M11: a digest is bulk and was sent by people'


def body_of(message, expected):
    parts = [part for part in message.walk() if not part.is_multipart()]
    if message.get_content_type() != 'multipart/alternative':
        yield 'M10: ' + message.get_content_type()
    if [part.get_content_type() for part in parts] != ['text/plain', 'text/html']:
        yield 'M10: parts are %s' % [part.get_content_type() for part in parts]
        return
    for part, wanted in zip(parts, (expected['text'], expected['html'])):
        if part.get_content_charset() != 'utf-8':
            yield 'M10: charset %s' % part.get_content_charset()
        if expected['lang'] == 'ar' and part['Content-Transfer-Encoding'] != 'base64':
            yield 'M10: Arabic as %s' % part['Content-Transfer-Encoding']
        if part.get_payload(decode=True).decode('utf-8').replace('\r\n', '\n').rstrip('\n') != wanted.rstrip('\n'):
            yield 'M10: %s reads differently from what was written' % part.get_content_type()
    text, html = (part.get_payload(decode=True).decode('utf-8') for part in parts)
    root = Root()
    root.feed(html)
    direction = 'rtl' if expected['lang'] == 'ar' else 'ltr'
    for tag in ('html', 'body'):
        found = root.found.get(tag, {})
        if found.get('lang') != expected['lang'] or found.get('dir') != direction:
            yield 'M10: %s has lang %s and dir %s' % (tag, found.get('lang'), found.get('dir'))
    for link in expected['links']:
        if link not in text or link.replace('&', '&amp;') not in html:
            yield 'M10: not in both parts: ' + link
    seen = set(token.findall(text + html + str(message['List-Unsubscribe'])))
    purposes = {purpose for purpose, _ in seen}
    if not purposes <= set(expected['purposes']) or len({value for _, value in seen}) != len(seen):
        yield 'M13: tokens for %s' % sorted(purposes)


def judged(raw, expected):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    faults = [*lines_of(raw), *words_of(raw), *headers_of(message, expected), *body_of(message, expected)]
    faults += ['defect: %r' % defect for part in message.walk() for defect in part.defects]
    if expected['kind'] == 'digest':
        faults += list_of(message, expected)
    elif message['Auto-Submitted'] != 'auto-generated':
        faults.append('M11: no Auto-Submitted')
    subject, names = legacy(raw)
    if subject != expected['subject'] or str(message['Subject']) != expected['subject']:
        faults.append('M6: subject %r and %r' % (subject, str(message['Subject'])))
    return faults, {
        'legacy': names,
        'modern': {header: message[header].addresses[0].display_name for header in ('From', 'To')},
    }


def tags_of(header):
    tags = re.sub(rb'\s', b'', header).split(b';')
    return dict(tag.split(b'=', 1) for tag in tags if b'=' in tag)


def signatures_of(raw, records):
    """For each signature, the first on top: selector, algorithm, verdict, and what it should cover and does not."""

    def txt(name, timeout=5):
        return records.get(name.decode().rstrip('.'), '').encode() or None

    verifier = dkim.DKIM(raw)
    headers = [value for name, value in verifier.headers if name.lower() == b'dkim-signature']
    present = [name.decode().lower() for name, _ in verifier.headers]
    for index, header in enumerate(headers):
        tags = tags_of(header)
        covered = tags[b'h'].decode().lower().split(':')
        lacking = [name for name in over_signed if covered.count(name) != present.count(name) + 1]
        lacking += [name for name in ('message-id', 'mime-version', 'list-id', 'feedback-id') if name in present and name not in covered]
        try:
            verdict = dkim.DKIM(raw).verify(idx=index, dnsfunc=txt)
        except dkim.DKIMException as refusal:
            verdict = False
        yield {'selector': tags[b's'].decode(), 'algorithm': tags[b'a'].decode(), 'pass': bool(verdict), 'lacking': lacking, 'length': b'l' in tags}


def main():
    records = json.loads(sys.stdin.readline())['records']
    for line in sys.stdin:
        asked = json.loads(line)
        raw = base64.b64decode(asked['raw'])
        answer = {'id': asked['id'], 'signatures': list(signatures_of(raw, records))}
        if 'expected' in asked:
            answer['faults'], answer['names'] = judged(raw, asked['expected'])
        print(json.dumps(answer))


main()
