#include "framing_corpus.hpp"

#include <string_view>

namespace portal {
namespace {

using namespace std::string_literals;

const std::string long_target(4095, 'a');

std::string post(const std::string& headers, const std::string& body) {
  return "POST /a HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}

std::string get(const std::string& headers) {
  return "GET /a HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
}

std::string chunked(const std::string& body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}

std::string line(const std::string& request_line) { return request_line + "\r\nHost: a\r\n\r\n"; }

std::string fields(std::size_t count) {
  std::string text;
  for (std::size_t at = 0; at < count; ++at) text += "x-" + std::to_string(at) + ": 1\r\n";
  return text;
}

const std::vector<RawCase> well_formed{
  {"plain get", get(""), 200, After::goes_on},
  {"no space after colon", "GET / HTTP/1.1\r\nHost:a\r\n\r\n", 200, After::goes_on},
  {"tab before value", "GET / HTTP/1.1\r\nHost:\ta\r\n\r\n", 200, After::goes_on},
  {"space after value", "GET / HTTP/1.1\r\nHost: a \t \r\n\r\n", 200, After::goes_on},
  {"mixed case header", "GET / HTTP/1.1\r\nhOsT: a\r\n\r\n", 200, After::goes_on},
  {"host with port", "GET / HTTP/1.1\r\nHost: a:8080\r\n\r\n", 200, After::goes_on},
  {"host IPv6", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200, After::goes_on},
  {"empty header value", get("X-Empty:\r\n"), 200, After::goes_on},
  {"header with one-character name", get("a: b\r\n"), 200, After::goes_on},
  {"value with quotes and commas", get("X: \"a\", b;c=d\r\n"), 200, After::goes_on},
  {"same unknown header twice", get("X: 1\r\nX: 2\r\n"), 200, After::goes_on},
  {"empty line before", "\r\n" + get(""), 200, After::goes_on},
  {"HTTP/1.0 closes", "GET / HTTP/1.0\r\n\r\n", 200},
  {"HTTP/1.0 keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, After::goes_on},
  {"HTTP/1.0 with Host closes", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 200},
  {"HTTP/1.0 both", "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", 200},
  {"Connection close", get("Connection: close\r\n"), 200},
  {"Connection CLOSE in a list", get("Connection: x , CLOSE\r\n"), 200},
  {"Connection twice", get("Connection: x\r\nConnection: close\r\n"), 200},
  {"Connection keep-alive", get("Connection: keep-alive\r\n"), 200, After::goes_on},
  {"Connection empty list", get("Connection: ,,\r\n"), 200, After::goes_on},
  {"upgrade is ignored", get("Connection: upgrade\r\nUpgrade: h2c\r\n"), 200, After::goes_on},
  {"options star", line("OPTIONS * HTTP/1.1"), 200, After::goes_on},
  {"unknown method", line("BREW /a HTTP/1.1"), 200, After::goes_on},
  {"method with hyphen", line("M-SEARCH /a HTTP/1.1"), 200, After::goes_on},
  {"query", line("GET /a?b=c&d=%20+e HTTP/1.1"), 200, After::goes_on},
  {"query with brackets", line("GET /a?b[]=c HTTP/1.1"), 200, After::goes_on},
  {"query with question marks", line("GET /a??b=/? HTTP/1.1"), 200, After::goes_on},
  {"empty query", line("GET /a? HTTP/1.1"), 200, After::goes_on},
  {"trailing slash", line("GET /a/ HTTP/1.1"), 200, After::goes_on},
  {"encoded space in path", line("GET /a%20b HTTP/1.1"), 200, After::goes_on},
  {"encoded UTF-8 in path", line("GET /%C3%A9 HTTP/1.1"), 200, After::goes_on},
  {"all allowed path characters", line("GET /a-._~!$&'()*+,;=:@ HTTP/1.1"), 200, After::goes_on},
  {"target of 4 KiB", line("GET /" + long_target + " HTTP/1.1"), 200, After::goes_on},
  {"64 fields", "GET / HTTP/1.1\r\nHost: a\r\n" + fields(63) + "\r\n", 200, After::goes_on},
  {"head of 8 KiB", get("X: " + std::string(8192 - 33, 'x') + "\r\n"), 200, After::goes_on},
  {"post without length", post("", ""), 200, After::goes_on},
  {"length 0", post("Content-Length: 0\r\n", ""), 200, After::goes_on},
  {"length 0 on get", get("Content-Length: 0\r\n"), 200, After::goes_on},
  {"length with leading zeros", post("Content-Length: 003\r\n", "abc"), 200, After::goes_on},
  {"body", post("Content-Length: 3\r\n", "abc"), 200, After::goes_on},
  {"body that looks like a request", post("Content-Length: 18\r\n", "GET /b HTTP/1.1\r\n\r"), 200,
   After::goes_on},
  {"body of any bytes", post("Content-Length: 4\r\n", "\0\xff\r\n"s), 200, After::goes_on},
  {"delete with body", "DELETE /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", 200,
   After::goes_on},
  {"body of the limit", post("Content-Length: 65536\r\n", std::string(65536, 'x')), 200,
   After::goes_on},
  {"length runs into the next request", post("Content-Length: 23\r\n", "abc"), 200,
   After::swallowed},
  {"length over all that comes", post("Content-Length: 1000\r\n", "abc"), 0, After::silent},
  {"head cut short", "GET / HTTP/1.1\r\nHost: a\r\nX: ", 400},
  {"nothing but an empty line", "\r\n", 0, After::goes_on},
  {"expect with its body", post("Expect: 100-continue\r\nContent-Length: 1\r\n", "a"), 200,
   After::goes_on},
  {"expect without body", get("Expect: 100-Continue\r\n"), 200, After::goes_on},
};

const std::vector<RawCase> chunked_bodies{
  {"chunked", chunked("3\r\nabc\r\n0\r\n\r\n"), 200, After::goes_on},
  {"chunked in capitals", post("Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n"), 200, After::goes_on},
  {"chunked, empty", chunked("0\r\n\r\n"), 200, After::goes_on},
  {"chunked, many", chunked("1\r\na\r\n2\r\nbc\r\nA\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n"),
   200, After::goes_on},
  {"chunk size with leading zeros", chunked("00000003\r\nabc\r\n000\r\n\r\n"), 200, After::goes_on},
  {"chunk with CR LF inside", chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n"), 200, After::goes_on},
  {"chunked of the limit", chunked("10000\r\n" + std::string(65536, 'x') + "\r\n0\r\n\r\n"), 200,
   After::goes_on},
  {"chunk longer than all that comes", chunked("3e8\r\nabc"), 0, After::silent},
  {"chunk extension", chunked("3;a=b\r\nabc\r\n0\r\n\r\n"), 400},
  {"chunk extension, empty", chunked("3;\r\nabc\r\n0\r\n\r\n"), 400},
  {"chunk extension on the last", chunked("0;a\r\n\r\n"), 400},
  {"chunk extension of 1 MB", chunked("3;" + std::string(1'000'000, 'x') + "\r\nabc"), 400},
  {"space after chunk size", chunked("3 \r\nabc\r\n0\r\n\r\n"), 400},
  {"space before chunk size", chunked(" 3\r\nabc\r\n0\r\n\r\n"), 400},
  {"chunk size 0x3", chunked("0x3\r\nabc\r\n0\r\n\r\n"), 400},
  {"chunk size +3", chunked("+3\r\nabc\r\n0\r\n\r\n"), 400},
  {"chunk size -3", chunked("-3\r\nabc\r\n0\r\n\r\n"), 400},
  {"chunk size g", chunked("g\r\nabc\r\n0\r\n\r\n"), 400},
  {"chunk size missing", chunked("\r\nabc\r\n0\r\n\r\n"), 400},
  {"chunk size of 9 digits", chunked("000000003\r\nabc\r\n0\r\n\r\n"), 400},
  {"chunk size overflow", chunked("ffffffffffffffff1\r\nabc\r\n0\r\n\r\n"), 413},
  {"chunk over the limit", chunked("10001\r\n"), 413},
  {"chunks over the limit", chunked("ffff\r\n" + std::string(65535, 'x') + "\r\n2\r\n"), 413},
  {"bare LF after chunk size", chunked("3\nabc\r\n0\r\n\r\n"), 400},
  {"bare CR after chunk size", chunked("3\rabc\r\n0\r\n\r\n"), 400},
  {"bare LF after chunk", chunked("3\r\nabc\n0\r\n\r\n"), 400},
  {"bare CR after chunk", chunked("3\r\nabc\r0\r\n\r\n"), 400},
  {"bare LF after last chunk size", chunked("0\n\r\n"), 400},
  {"bare LF after last chunk", chunked("0\r\n\n"), 400},
  {"CR CR LF after last chunk", chunked("0\r\n\r\r\n"), 400},
  {"chunk longer than its size", chunked("3\r\nabcd\r\n0\r\n\r\n"), 400},
  {"chunk shorter than its size", chunked("3\r\nab\r\n0\r\n\r\n"), 400},
  {"trailer", chunked("0\r\nX: y\r\n\r\n"), 400},
  {"trailer with authorization", chunked("0\r\nAuthorization: Bearer x\r\n\r\n"), 400},
  {"request instead of the last CR LF", chunked("0\r\n"), 400},
};

const std::vector<RawCase> framing_attacks{
  {"length and chunked", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
   400},
  {"chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
   400},
  {"length 0 and chunked", post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", ""), 400},
  {"two lengths", post("Content-Length: 3\r\nContent-Length: 5\r\n", "abc"), 400},
  {"same length twice", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400},
  {"length list", post("Content-Length: 3, 3\r\n", "abc"), 400},
  {"length +3", post("Content-Length: +3\r\n", "abc"), 400},
  {"length -1", post("Content-Length: -1\r\n", "abc"), 400},
  {"length 0x3", post("Content-Length: 0x3\r\n", "abc"), 400},
  {"length 3.0", post("Content-Length: 3.0\r\n", "abc"), 400},
  {"length 3e1", post("Content-Length: 3e1\r\n", "abc"), 400},
  {"length with a space inside", post("Content-Length: 3 3\r\n", "abc"), 400},
  {"length empty", post("Content-Length:\r\n", "abc"), 400},
  {"length quoted", post("Content-Length: \"3\"\r\n", "abc"), 400},
  {"length of 20 digits", post("Content-Length: 18446744073709551619\r\n", "abc"), 413},
  {"length over the limit", post("Content-Length: 65537\r\n", "abc"), 413},
  {"length with underscore is no length", post("Content_Length: 3\r\n", ""), 200, After::goes_on},
  {"encoding gzip", post("Transfer-Encoding: gzip\r\nContent-Length: 3\r\n", "abc"), 400},
  {"encoding gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400},
  {"encoding chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), 400},
  {"encoding chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
   400},
  {"encoding chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 400},
  {"encoding in two headers",
   post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
  {"encoding xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400},
  {"encoding chunkedx", post("Transfer-Encoding: chunkedx\r\n", "0\r\n\r\n"), 400},
  {"encoding identity", post("Transfer-Encoding: identity\r\n", ""), 400},
  {"encoding empty", post("Transfer-Encoding:\r\n", ""), 400},
  {"encoding with a comma", post("Transfer-Encoding: chunked,\r\n", "0\r\n\r\n"), 400},
  {"encoding with a parameter", post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n"), 400},
  {"encoding quoted", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 400},
  {"encoding with vertical tab", post("Transfer-Encoding: \vchunked\r\n", "0\r\n\r\n"), 400},
  {"encoding with a space before the colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
   400},
  {"encoding folded", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), 400},
  {"encoding after a space", post(" Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
  {"encoding in HTTP/1.0",
   "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
  {"get with body", get("Content-Length: 3\r\n") + "abc", 400},
  {"get with chunked body", get("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
  {"head with body", "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 400},
  {"trace with body", "TRACE / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 400},
  {"expect something else", post("Expect: 200-ok\r\nContent-Length: 1\r\n", "a"), 417},
  {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
  {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
  {"same host twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
  {"host empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
  {"host with user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
  {"host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
  {"host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
  {"host with a bad port", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 400},
  {"host with a long port", "GET / HTTP/1.1\r\nHost: a:123456\r\n\r\n", 400},
  {"host with an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},
  {"host with empty brackets", "GET / HTTP/1.1\r\nHost: []\r\n\r\n", 400},
  {"host of a port alone", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n", 400},
};

const std::vector<RawCase> bad_heads{
  {"absolute form", line("GET http://a/ HTTP/1.1"), 400},
  {"authority form", line("CONNECT a:80 HTTP/1.1"), 400},
  {"star without OPTIONS", line("GET * HTTP/1.1"), 400},
  {"target without slash", line("GET a HTTP/1.1"), 400},
  {"empty target", line("GET  HTTP/1.1"), 400},
  {"no target", line("GET HTTP/1.1"), 400},
  {"no version", line("GET /"), 400},
  {"method alone", line("GET"), 400},
  {"two spaces before target", line("GET  / HTTP/1.1"), 400},
  {"two spaces before version", line("GET /  HTTP/1.1"), 400},
  {"space after version", line("GET / HTTP/1.1 "), 400},
  {"space before method", line(" GET / HTTP/1.1"), 400},
  {"tab for a space", line("GET\t/ HTTP/1.1"), 400},
  {"space in target", line("GET /a b HTTP/1.1"), 400},
  {"HTTP/0.9", line("GET / HTTP/0.9"), 400},
  {"HTTP/1.2", line("GET / HTTP/1.2"), 400},
  {"HTTP/1.9", line("GET / HTTP/1.9"), 400},
  {"HTTP/2.0", line("GET / HTTP/2.0"), 400},
  {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
  {"HTTP/1.10", line("GET / HTTP/1.10"), 400},
  {"HTTP/1,1", line("GET / HTTP/1,1"), 400},
  {"http/1.1", line("GET / http/1.1"), 400},
  {"HTTPS/1.1", line("GET / HTTPS/1.1"), 400},
  {"ICE/1.1", line("SOURCE / ICE/1.1"), 400},
  {"method in lower case", line("get / HTTP/1.1"), 400},
  {"method with a colon", line("G:T / HTTP/1.1"), 400},
  {"method of 33 bytes", line(std::string(33, 'A') + " / HTTP/1.1"), 400},
  {"two empty lines before", "\r\n\r\n" + get(""), 400},
  {"LF before", "\n" + get(""), 400},
  {"bare LF lines", "GET / HTTP/1.1\nHost: a\n\n", 400},
  {"bare LF after request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
  {"bare LF after header", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
  {"bare LF for the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
  {"bare CR in request line", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", 400},
  {"bare CR in value", get("X: a\rb\r\n"), 400},
  {"CR CR LF", get("X: a\r\r\n"), 400},
  {"CR before the colon", get("X\r: a\r\n"), 400},
  {"folded header", get("X: a\r\n b\r\n"), 400},
  {"folded header with tab", get("X: a\r\n\tb\r\n"), 400},
  {"folded first header", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
  {"line of spaces", get("  \r\n"), 400},
  {"header without colon", get("X\r\n"), 400},
  {"header without name", get(": a\r\n"), 400},
  {"space before colon", get("X : a\r\n"), 400},
  {"tab before colon", get("X\t: a\r\n"), 400},
  {"TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
  {"percent alone in path", line("GET /% HTTP/1.1"), 400},
  {"percent and one digit", line("GET /%4 HTTP/1.1"), 400},
  {"percent and no digits", line("GET /%zz HTTP/1.1"), 400},
  {"encoded NUL", line("GET /%00 HTTP/1.1"), 400},
  {"encoded LF", line("GET /a%0Ab HTTP/1.1"), 400},
  {"encoded slash", line("GET /a%2Fb HTTP/1.1"), 400},
  {"encoded slash in lower case", line("GET /a%2fb HTTP/1.1"), 400},
  {"encoded bytes that are not UTF-8", line("GET /%ff HTTP/1.1"), 400},
  {"encoded overlong slash", line("GET /%c0%af HTTP/1.1"), 400},
  {"encoded surrogate", line("GET /%ed%a0%80 HTTP/1.1"), 400},
  {"dot segment", line("GET /a/./b HTTP/1.1"), 400},
  {"double dot segment", line("GET /a/../b HTTP/1.1"), 400},
  {"double dot at the end", line("GET /a/.. HTTP/1.1"), 400},
  {"encoded dot segment", line("GET /a/%2e%2e/b HTTP/1.1"), 400},
  {"empty segment", line("GET /a//b HTTP/1.1"), 400},
  {"network path", line("GET //a/b HTTP/1.1"), 400},
  {"fragment", line("GET /a#b HTTP/1.1"), 400},
  {"backslash", line("GET /a\\b HTTP/1.1"), 400},
  {"target over 4 KiB", line("GET /" + long_target + "a HTTP/1.1"), 414},
  {"target without end", "GET /" + std::string(6000, 'a'), 414},
  {"65 fields", "GET / HTTP/1.1\r\nHost: a\r\n" + fields(64) + "\r\n", 431},
  {"1,000 fields", "GET / HTTP/1.1\r\nHost: a\r\n" + fields(1000) + "\r\n", 431},
  {"head over 8 KiB", get("X: " + std::string(8192 - 32, 'x') + "\r\n"), 431},
  {"header without end", "GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x'), 431},
};

std::string shown(char c) {
  return std::to_string(static_cast<int>(static_cast<unsigned char>(c)));
}

void add_byte_cases(std::vector<RawCase>& cases, char c) {
  const std::string byte(1, c);
  cases.push_back({"byte " + shown(c) + " in method", line("G" + byte + "T / HTTP/1.1"), 400});
  cases.push_back({"byte " + shown(c) + " in target", line("GET /" + byte + " HTTP/1.1"), 400});
  cases.push_back({"byte " + shown(c) + " in name", get("X" + byte + "Y: a\r\n"), 400});
  cases.push_back({"byte " + shown(c) + " in value", get("X: a" + byte + "b\r\n"), 400});
}

} // namespace

std::vector<RawCase> framing_corpus() {
  std::vector<RawCase> cases;
  for (const auto* table : {&well_formed, &chunked_bodies, &framing_attacks, &bad_heads}) {
    cases.insert(cases.end(), table->begin(), table->end());
  }
  for (const char c : "\x01\x02\x07\x08\x0b\x0c\x0e\x1b\x1f\x7f\x80\xa0\xc3\xff"s) {
    add_byte_cases(cases, c);
  }
  add_byte_cases(cases, '\0');
  for (const char c : R"("(),/;<=>?@[\]{})"s) {
    cases.push_back({"name with "s + c, get("X"s + c + ": a\r\n"), 400});
  }
  for (const char c : "\"<>^`{|}"s) {
    cases.push_back({"path with "s + c, line("GET /"s + c + " HTTP/1.1"), 400});
    cases.push_back({"query with "s + c, line("GET /?"s + c + " HTTP/1.1"), 400});
  }
  for (const auto* name :
       {"Authorization", "Content-Type", "Content-Encoding", "Expect", "Idempotency-Key",
        "If-Match", "Cookie", "Origin", "Portal-Position", "X-Request-Id"}) {
    const auto header = std::string{name} + ": 100-continue\r\n";
    cases.push_back({std::string{name} + " twice", get(header + header), 400});
  }
  return cases;
}

} // namespace portal
