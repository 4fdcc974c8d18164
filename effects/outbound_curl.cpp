// Requests through libcurl's multi interface: one thread for all of them.
#include <array>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "effects/addresses.hpp"
#include "effects/outbound.hpp"
#include "store/thread_name.hpp"

namespace portal {
namespace {

constexpr std::size_t answer_bytes_max = std::size_t{1024} * 1024;
constexpr long connections_kept = 256;

bool leads_outside(const curl_sockaddr& to) {
  if (to.family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &to.addr, sizeof four);
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &four.sin_addr, bytes.size());
    return is_public_address(bytes);
  }
  if (to.family == AF_INET6 && to.addrlen >= sizeof(sockaddr_in6)) {
    sockaddr_in6 six{};
    std::memcpy(&six, &to.addr, sizeof six);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
    return is_public_address(bytes);
  }
  return false;
}

/// One request on its way.
class Transfer {
 public:
  Transfer(HttpCall call, Outbound::Then then, Reach reach)
      : call_(std::move(call)), then_(std::move(then)), reach_(reach), easy_(curl_easy_init()) {
    for (const std::string& header : call_.headers) add_header(header);
    add_header("Expect:"); // send the body at once
    set_up();
  }

  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  ~Transfer() {
    curl_slist_free_all(headers_);
    curl_easy_cleanup(easy_);
  }

  CURL* handle() const { return easy_; }

  void finish(CURLcode code) {
    HttpAnswer answer;
    answer.address_refused = refused_;
    if (code == CURLE_OK) {
      long status = 0;
      curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
      answer.status = static_cast<int>(status);
      answer.body = std::move(body_);
    } else if (refused_) {
      answer.error = "the address is not public";
    } else {
      answer.error = error_[0] != '\0' ? error_.data() : curl_easy_strerror(code);
    }
    then_(std::move(answer));
  }

  void give_up() {
    HttpAnswer answer;
    answer.error = "the server is shutting down";
    then_(std::move(answer));
  }

 private:
  template <class Value> void option(CURLoption name, Value value) {
    curl_easy_setopt(easy_, name, value);
  }

  void add_header(const std::string& header) {
    headers_ = curl_slist_append(headers_, header.c_str());
  }

  void set_up() {
    option(CURLOPT_URL, call_.url.c_str());
    option(CURLOPT_PROTOCOLS_STR, "http,https");
    option(CURLOPT_FOLLOWLOCATION, 0L);
    option(CURLOPT_PROXY, "");
    option(CURLOPT_NOSIGNAL, 1L);
    option(CURLOPT_TIMEOUT_MS, static_cast<long>(call_.timeout.count()));
    option(CURLOPT_HTTPHEADER, headers_);
    option(CURLOPT_ERRORBUFFER, error_.data());
    option(CURLOPT_WRITEFUNCTION, &Transfer::take);
    option(CURLOPT_WRITEDATA, this);
    option(CURLOPT_PRIVATE, this);
    option(CURLOPT_OPENSOCKETFUNCTION, &Transfer::open);
    option(CURLOPT_OPENSOCKETDATA, this);
    option(CURLOPT_USERAGENT, "portal");
    if (call_.method == "GET") {
      option(CURLOPT_HTTPGET, 1L);
      return;
    }
    option(CURLOPT_POST, 1L);
    option(CURLOPT_CUSTOMREQUEST, call_.method.c_str());
    option(CURLOPT_POSTFIELDS, call_.body.c_str());
    option(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call_.body.size()));
  }

  static std::size_t take(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t came = size * count;
    if (transfer.body_.size() + came > answer_bytes_max) return 0;
    transfer.body_.append(bytes, came);
    return came;
  }

  /// Called with the address that is about to be connected to: what is looked at is what is used.
  static curl_socket_t open(void* self, curlsocktype /*purpose*/, curl_sockaddr* to) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (transfer.reach_ == Reach::outside && !leads_outside(*to)) {
      transfer.refused_ = true;
      return CURL_SOCKET_BAD;
    }
    return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  }

  HttpCall call_;
  Outbound::Then then_;
  Reach reach_;
  CURL* easy_;
  curl_slist* headers_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> error_{};
  std::string body_;
  bool refused_ = false;
};

class CurlOutbound final : public Outbound {
 public:
  explicit CurlOutbound(Reach reach) : reach_(reach), multi_(curl_multi_init()) {
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, connections_kept);
    thread_ = std::thread{[this] { run(); }};
  }

  ~CurlOutbound() override {
    give_up();
    thread_.join();
    curl_multi_cleanup(multi_);
  }

  void give_up() override {
    {
      const std::lock_guard lock{mutex_};
      stopping_ = true;
    }
    curl_multi_wakeup(multi_);
  }

  void send(HttpCall call, Then then) override {
    auto transfer = std::make_unique<Transfer>(std::move(call), std::move(then), reach_);
    {
      const std::lock_guard lock{mutex_};
      if (!stopping_) {
        asked_.push_back(std::move(transfer));
        curl_multi_wakeup(multi_);
        return;
      }
    }
    transfer->give_up();
  }

 private:
  void run() {
    name_this_thread("portal-outbound");
    while (begin_asked()) {
      int running = 0;
      curl_multi_perform(multi_, &running);
      end_done();
      curl_multi_poll(multi_, nullptr, 0, 1'000, nullptr);
    }
    for (auto& [handle, transfer] : under_way_) {
      curl_multi_remove_handle(multi_, handle);
      transfer->give_up();
    }
    under_way_.clear();
  }

  /// False when all is to end.
  bool begin_asked() {
    std::deque<std::unique_ptr<Transfer>> asked;
    bool stopping = false;
    {
      const std::lock_guard lock{mutex_};
      asked.swap(asked_);
      stopping = stopping_;
    }
    for (auto& transfer : asked) {
      CURL* const handle = transfer->handle();
      curl_multi_add_handle(multi_, handle);
      under_way_.emplace(handle, std::move(transfer));
    }
    return !stopping;
  }

  void end_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* const handle = message->easy_handle;
      const CURLcode code = message->data.result;
      curl_multi_remove_handle(multi_, handle);
      const auto found = under_way_.find(handle);
      const auto transfer = std::move(found->second);
      under_way_.erase(found);
      transfer->finish(code);
    }
  }

  Reach reach_;
  CURLM* multi_;
  std::map<CURL*, std::unique_ptr<Transfer>> under_way_; ///< the thread's own
  std::mutex mutex_;
  std::deque<std::unique_ptr<Transfer>> asked_;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace

std::unique_ptr<Outbound> make_outbound(Reach reach) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(ready);
  return std::make_unique<CurlOutbound>(reach);
}

} // namespace portal
