#include "cli/http_client.hpp"

#include <curl/curl.h>

namespace portal {

namespace {

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* body) {
  static_cast<std::string*>(body)->append(bytes, size * count);
  return size * count;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& headers = *static_cast<std::map<std::string, std::string>*>(into);
  std::string line{bytes, size * count};
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  const auto colon = line.find(':');
  if (colon != std::string::npos) {
    std::string name = line.substr(0, colon);
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const auto value = line.find_first_not_of(' ', colon + 1);
    headers[name] = value == std::string::npos ? "" : line.substr(value);
  }
  return size * count;
}

class RemoteApi final : public Api {
 public:
  RemoteApi(std::string url, std::string key)
      : url_(std::move(url)), key_(std::move(key)), curl_(curl_easy_init(), curl_easy_cleanup) {
    while (url_.ends_with('/')) url_.pop_back();
  }

  std::string url() const override { return url_; }

  tl::expected<ApiAnswer, std::string> send(const Question& call) override {
    ApiAnswer answer;
    curl_slist* list = nullptr;
    const auto add = [&](const std::string& line) { list = curl_slist_append(list, line.c_str()); };
    if (!key_.empty()) add("Authorization: Bearer " + key_);
    for (const auto& [name, value] : call.headers) {
      std::string line = name;
      line += ": ";
      line += value;
      add(line);
    }
    if (!call.body.empty() && !call.headers.contains("Content-Type")) {
      add("Content-Type: application/json");
    }
    add("Expect:");

    CURL* curl = curl_.get();
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, (url_ + call.target).c_str());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 120L);
    if (!call.body.empty()) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(call.body.size()));
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer.headers);
    const CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(list);
    if (code != CURLE_OK) {
      return tl::unexpected(
        "No answer from " + url_ + ": " + curl_easy_strerror(code) + ". Does the portal run there?"
      );
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    return answer;
  }

 private:
  std::string url_;
  std::string key_;
  std::unique_ptr<CURL, void (*)(CURL*)> curl_;
};

} // namespace

std::unique_ptr<Api> remote_api(std::string url, std::string key) {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(once);
  return std::make_unique<RemoteApi>(std::move(url), std::move(key));
}

} // namespace portal
