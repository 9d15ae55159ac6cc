import time

import pytest

from answers.symptoms.recognition import (
    KINDS,
    LONGEST_SLUG,
    WEIGHTS,
    make_slug,
    recognise,
)


def values(text, kind):
    return [symptom.value for symptom in recognise(text) if symptom.kind == kind]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nacos 403", ["403"]),
        ("HTTP 403", ["403"]),
        ("code=403", ["403"]),
        ("启动一阵就报403", ["403"]),
        ("報４０３", ["403"]),
        ("状态码为 405", ["405"]),
        ('{"status":501,"error":"Not Implemented"}', ["501"]),
        ('"GET /a/b HTTP/1.1" 404 162', ["404"]),
        ("resultCode=500, errorCode=403", ["500", "403"]),
        ("HttpClientErrorException$Forbidden: 403 : no body", ["403"]),
        ("502 Bad Gateway", ["502"]),
        ("401/403 怎么区分", ["401", "403"]),
        ("返回 429、503、504", ["429", "503", "504"]),
        ("401,403,404", ["401", "403", "404"]),
        ("500 个实例", []),
        ("一次 500 条", []),
        ("200MB 以及 500MB", []),
        ("等 500ms", []),
        ("500 bytes read", []),
        ("500+ 服务", []),
        ("500% 的提升", []),
        ("第 403 行", []),
        ("Foo.java:403", []),
        ("line 403, in main", []),
        ("timeout: 500", []),
        ("size=500", []),
        ("1.4.403", []),
        ("12:30:45,403 INFO", []),
        ("共 1,403 条", []),
        ("10.0.4.403", []),
        ("端口 403", []),
        ("最多 500", []),
        ("499999 和 40312", []),
        ("600 777", []),
    ],
)
def test_a_status_is_told_from_other_numbers(text, found):
    assert values(text, "http_status") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("com.alibaba.nacos.api.exception.NacosException: x", ["NacosException"]),
        ("NacosException", ["NacosException"]),
        ("java.lang.OutOfMemoryError", ["OutOfMemoryError"]),
        ("comalibabanacosapiexception", ["comalibabanacosapiexception"]),
        ("requests.exceptions.ConnectionError", ["ConnectionError"]),
        ("Exception in thread main", []),
        ("ERROR onError(x) lastError", []),
        ("class GlobalExceptionHandler", []),
    ],
)
def test_an_exception_is_known_by_its_short_name(text, found):
    assert values(text, "exception") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("token invalid! 怎么办", "token invalid"),
        ("一直报 unknown user 错误", "unknown user"),
        ("authorization failed!", "authorization failed"),
        ("Caused by: java.lang.IllegalStateException: No DataSource set",
         "no datasource set"),
        ("ErrCode:-401, ErrMsg:Client not connected, current status:STARTING",
         "client not connected"),
        ('{"message":"token expired!","path":"/a"}', "token expired"),
        ("{\\\"message\\\":\\\"token expired!\\\"}", "token expired"),
        ("message='user not found!', requestId='42'", "user not found"),
        ("User not found! Please check that it exists", "user not found"),
        ("How to fix the token invalid error", "token invalid"),
        ("java.net.ConnectException: Connection refused: /10.0.0.7:8848",
         "connection refused"),
        ("Public Key Retrieval is not allowed", "public key retrieval not allowed"),
        ("[db-load-error]load jdbc.properties error", "load jdbc.properties error"),
        ("no such api:POST:/nacos/v1/x", "no such api"),
        ("ＴＯＫＥＮ　ＩＮＶＡＬＩＤ！", "token invalid"),
    ],
)  # fmt: skip
def test_a_message_is_known_without_what_varies(text, found):
    assert found in values(text, "message")


@pytest.mark.parametrize(
    "text",
    [
        "How do I install it?",
        "not found",
        "success",
        "配置没有生效",
        "HTTP error",
        "a b",
    ],
)
def test_ordinary_words_are_no_message(text):
    assert values(text, "message") == []


def test_a_message_is_short_however_long_it_was():
    [message] = values("errMsg: " + "very long words " * 100, "message")
    assert len(message) <= 80


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("error_code", "ErrCode:-401", ["-401"]),
        ("error_code", "errCode: 500", ["500"]),
        ("error_code", "QVD-2023-6271 与 cve-2021-29441",
         ["QVD-2023-6271", "CVE-2021-29441"]),
        ("error_code", "ERR_CONNECTION_REFUSED", ["ERR_CONNECTION_REFUSED"]),
        ("error_code", "DEFAULT_GROUP", []),
        ("port", "9848 不通", ["9848"]),
        ("port", "127.0.0.1:8848", ["8848"]),
        ("port", "端口 ９８４８", ["9848"]),
        ("port", "連接埠 5236", ["5236"]),
        ("port", "server.port=9000", ["9000"]),
        ("port", "2024 年 12345 个", []),
        ("port", "at a.B(B.java:1234)", []),
        ("version", "Nacos2.2.1 升到 v1.4.x", ["2.2.1", "1.4.x"]),
        ("version", "nacos-client-2.1.0.jar", ["2.1.0"]),
        ("version", "2.2.10-RC1", ["2.2.10-rc1"]),
        ("version", "2021.0.1.0", ["2021.0.1.0"]),
        ("version", "10.0.0.7 2024.09.26 99.5%", []),
        ("config_key", "nacos.core.auth.enabled=true", ["nacos.core.auth.enabled"]),
        ("config_key", "-Dnacos.remote.client.timeout=5",
         ["nacos.remote.client.timeout"]),
        ("config_key", "server-addr: x", ["server-addr"]),
        ("config_key", "NACOS_AUTH_TOKEN=1", ["NACOS_AUTH_TOKEN"]),
        ("config_key", "com.alibaba.nacos.api www.example.com a.b.c()", []),
        ("endpoint", "GET /nacos/v1/ns/instance?x=1", ["/nacos/v1/ns/instance"]),
        ("endpoint", "http://127.0.0.1:8848/nacos/v1/cs/configs",
         ["/nacos/v1/cs/configs"]),
        ("endpoint", "/api/users/42/roles", ["/api/users/{id}/roles"]),
        ("endpoint", "https://nacos.io/docs/v2/auth /home/a/v1/x", []),
        ("endpoint", "${nacos.home}/conf/application.properties", []),
    ],
)  # fmt: skip
def test_other_symptoms_are_read_where_they_are_meant(kind, text, found):
    assert values(text, kind) == found


def test_the_most_telling_come_first():
    found = recognise("2.2.1 的 8848 报 403: NacosException: token invalid!")
    assert [symptom.kind for symptom in found] == [
        "message",
        "exception",
        "http_status",
        "port",
        "version",
    ]
    assert [s.weight for s in found] == sorted((s.weight for s in found), reverse=True)


def test_a_symptom_comes_once():
    assert len(recognise("403 HTTP 403 code=403 token invalid, token invalid!")) == 2


def test_slugs_can_be_read_and_never_meet():
    pairs = {
        ("http_status", "403"): "403",
        ("exception", "NacosException"): "nacosexception",
        ("message", "token invalid"): "token-invalid",
        ("port", "9848"): "port-9848",
        ("version", "2.2.1"): "version-2.2.1",
        ("error_code", "403"): "code-403",
        ("error_code", "-401"): "code-minus-401",
        ("endpoint", "/nacos/v1/ns"): "path-nacos-v1-ns",
        ("config_key", "nacos.core.auth"): "nacos.core.auth",
        ("message", "port not found"): "message-port-not-found",
    }
    assert {pair: make_slug(*pair) for pair in pairs} == pairs
    assert make_slug("message", "x" * (LONGEST_SLUG + 1)) == ""


def test_every_kind_has_a_weight():
    assert set(KINDS) == set(WEIGHTS)


@pytest.mark.parametrize(
    "piece",
    [
        "a.", "/a", "/", "msg=", "X: Exception:", "403 ", "1.", "A_", "a", "a-", "[",
        '"', "token invalid ", ":8848", "1", "ﷺ", "(/a/b", "unknown a b ", "x.y.z ",
        "端口", "code", "\x00", "Aa",
    ],
)  # fmt: skip
def test_hostile_text_takes_no_time(piece):
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    recognise(text)
    assert time.process_time() - started < 1.5


def test_a_word_that_ends_like_a_counter_is_none():
    assert [s.slug for s in recognise("token invalid 403")] == ["token-invalid", "403"]
    assert "403" not in [s.slug for s in recognise("process id 403")]


def test_a_shortened_logger_is_no_configuration_key():
    line = "ERROR 1 --- [main] c.a.n.c.remote.client : Client not connected"
    assert [s.kind for s in recognise(line)] == ["message"]
    assert [s.slug for s in recognise("server.tomcat.basedir")] == [
        "server.tomcat.basedir"
    ]
