import time

import pytest

from answers.text.redaction import redact

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhcHAifQ.c2lnbmF0dXJl"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE KEY-----"

SECRETS = [
    ("db.password.0=n@c0s,123", "db.password.0=‹password›"),
    ("spring.cloud.nacos.password: hunter2", "spring.cloud.nacos.password: ‹password›"),
    ("  password: 'a b'", "  password: '‹password›'"),
    ('{"username":"app","password":"s3cret"}',
     '{"username":"app","password":"‹password›"}'),
    (r'{\"password\":\"s3cret\"}', r'{\"password\":\"‹password›\"}'),
    ("?username=app&password=s3cret&x=1", "?username=app&password=‹password›&x=1"),
    ("passwd=abc1; pwd=abc2", "passwd=‹password›; pwd=‹password›"),
    ("export MYSQL_PASSWORD=abc", "export MYSQL_PASSWORD=‹password›"),
    ("-Dnacos.password=abc1", "-Dnacos.password=‹password›"),
    ("dbPassword=abc1", "dbPassword=‹password›"),
    ("密码：abc123", "密码：‹password›"),
    ("密码是admin123，帮看看", "密码是‹password›，帮看看"),
    ("<password>abc</password>", "<password>‹password›</password>"),
    ('<property name="password" value="a b"/>',
     '<property name="password" value="‹password›"/>'),
    ("mysql -uroot -pSecret1 nacos", "mysql -uroot -p‹password› nacos"),
    ("mysql -u root -p secret", "mysql -u root -p ‹password›"),
    ("--password secret --port 3306", "--password ‹password› --port 3306"),
    ("--password=secret", "--password=‹password›"),
    ("curl -u nacos:nacos http://h/", "curl -u nacos:‹password› http://h/"),
    ("redis-cli -h h -a s3cret ping", "redis-cli -h h -a ‹password› ping"),
    ("redis://:pw@example.com:6379", "redis://:‹password›@example.com:6379"),
    ("mongodb://u:p1@h.example.com/db", "mongodb://u:‹password›@h.example.com/db"),
    ("root:123456@tcp(127.0.0.1:3306)/n", "root:‹password›@tcp(127.0.0.1:3306)/n"),
    ("jdbc:mysql://db:3306/n?user=root&password=p1",
     "jdbc:mysql://db:3306/n?user=root&password=‹password›"),
    ("jdbc:oracle:thin:scott/tiger@//h:1521/x",
     "jdbc:oracle:thin:scott/‹password›@//h:1521/x"),
    (f"token is {JWT} here", "token is ‹token› here"),
    (f"Authorization: Bearer {JWT}", "Authorization: Bearer ‹token›"),
    ("Authorization: Bearer abc.def1", "Authorization: Bearer ‹token›"),
    ("-H 'Authorization: Basic bmFjb3M6bmFjb3M='",
     "-H 'Authorization: Basic ‹token›'"),
    ("?accessToken=abcDEF&pageNo=1", "?accessToken=‹token›&pageNo=1"),
    ('"refresh_token": "r1-abc"', '"refresh_token": "‹token›"'),
    ("NACOS_AUTH_TOKEN=abcd1234", "NACOS_AUTH_TOKEN=‹token›"),
    ("nacos.core.auth.plugin.nacos.token.secret.key=U2VjcmV0",
     "nacos.core.auth.plugin.nacos.token.secret.key=‹key›"),
    ("accessKey: LTAI5tAbCdEfGhIjKlMn", "accessKey: ‹key›"),
    ("ak LTAI5tAbCdEfGhIjKlMn", "ak ‹access key›"),
    ("AKIAIOSFODNN7EXAMPLE", "‹access key›"),
    ("ak=abc12345, sk=def67890", "ak=‹key›, sk=‹key›"),
    ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "‹token›"),
    (f"a\n{PEM}\nb", "a\n‹private key›\nb"),
    ("-----BEGIN PRIVATE KEY-----\nMIIEabcdefghijklmnopq\nERROR x",
     "‹private key›\nERROR x"),
    ("Cookie: JSESSIONID=1F2; a=b", "Cookie: ‹cookie›"),
    ("/login;jsessionid=1F2A", "/login;jsessionid=‹session›"),
    ("mail me at wang.li@example.com please", "mail me at ‹email› please"),
    ("connect to 10.2.3.4:8848", "connect to ‹address›:8848"),
    ("172.16.0.1 172.31.9.9 192.168.1.20", "‹address› ‹address› ‹address›"),
    ("fe80::1ff:fe23:4567:890a fd12:3456:789a::1", "‹address› ‹address›"),
    ("电话 13812345678，或 +86 138-1234-5678", "电话 ‹phone›，或 ‹phone›"),
    ("0571-88886666", "‹phone›"),
]  # fmt: skip

HARMLESS = [
    "token invalid!",
    "token: invalid",
    '{"status":403,"message":"token expired!"}',
    "user not found! code=403",
    "Access denied for user 'root' (using password: YES)",
    "密码错误",
    "password: ${NACOS_PASSWORD}",
    "password=******",
    'password=""',
    '"password": null',
    "密码是否正确",
    "Bearer authentication failed",
    "Bearer token",
    "Authorization header missing",
    "token.expire.seconds=18000",
    "tokenTtl: 18000",
    "allowPublicKeyRetrieval=true",
    "com.alibaba.nacos.api.exception.NacosException: ErrCode:-401",
    "nacos-server:v2.2.1@sha256:9f86d081",
    "java.util.concurrent.ThreadPoolExecutor@7d2f11",
    "docker run -p 8848:8848 -p 9848:9848 nacos",
    "sh startup.sh -m standalone -p embedded",
    "mkdir -p /data/nacos",
    "127.0.0.1:8848 8.8.8.8 172.32.0.1 172.15.0.1",
    "1.4.1 2.2.10 10.0.0",
    "timestamp 1716882342511 pid 13812",
    "2024-09-26 12:30:45.123",
    "git@github.com:a/b.git",
    "at a.b.C.d(C.java:123)",
    "9848 端口 99.5%",
    "0x7ffd1234 deadbeef01234567",
    "credentials: 'include'",
    "cookie 没有带上",
    "https://nacos.io/docs/latest/manual/?a=b",
]


@pytest.mark.parametrize(("text", "redacted"), SECRETS)
def test_a_secret_is_taken_out_and_nothing_else(text, redacted):
    assert redact(text) == redacted


@pytest.mark.parametrize("text", HARMLESS)
def test_what_a_fault_is_known_by_stays(text):
    assert redact(text) == text


@pytest.mark.parametrize("text", [text for text, _ in SECRETS])
def test_redacting_twice_changes_nothing_more(text):
    assert redact(redact(text)) == redact(text)


def test_all_secrets_of_a_log_go_at_once():
    log = redact("\n".join(text for text, _ in SECRETS))
    for secret in ("s3cret", "hunter2", "LTAI5t", "13812345678", "wang.li", "10.2.3.4"):
        assert secret not in log


@pytest.mark.parametrize(
    "piece",
    [
        "a.", "eyJ", "password=", "-----BEGIN PRIVATE KEY-----", "-u ", "curl ",
        "mysql ", "a:", "f", "fd00:", "a@", "1", "1-", "+1 ", "token", " ", '="', "a-",
        "<password>", "\n", "10.", "authorization: ", "bearer ", "cookie: a=", "://a",
        "-u a ", "密码", 'name="',
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
    ],
)  # fmt: skip
def test_hostile_text_takes_no_time(piece):
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    redact(text)
    assert time.process_time() - started < 1.5
