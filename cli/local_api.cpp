#include "cli/local_api.hpp"

#include <future>
#include <thread>

#include "cli/log_folder.hpp"
#include "http/edge.hpp"
#include "store/vault.hpp"

namespace portal {

namespace {

using namespace std::chrono_literals;

/// Why the folder could not be opened; one that a portal runs on can be asked through that one.
std::string not_opened(const Fault& fault) {
  if (fault.kind != FaultKind::misuse) return fault.message;
  return fault.message + " If it is a running portal, ask that one: name it with --url.";
}

class LocalApi final : public Api {
 public:
  LocalApi(std::unique_ptr<Node> node, EdgeSettings settings)
      : key_(settings.admin_key), node_(std::move(node)),
        edge_(std::make_unique<Edge>(*node_, std::move(settings))) {}

  ~LocalApi() override {
    edge_->drain();
    edge_.reset();
    node_->drain(10s);
  }

  std::string url() const override { return "http://127.0.0.1:8080"; }

  tl::expected<ApiAnswer, std::string> send(const Question& call) override {
    Request request;
    request.method = call.method;
    request.target = call.target;
    const auto query = call.target.find('?');
    request.path = call.target.substr(0, query);
    if (query != std::string::npos) request.query = call.target.substr(query + 1);
    request.headers = {{"host", "127.0.0.1:8080"}, {"authorization", "Bearer " + key_}};
    if (!call.body.empty()) request.headers.push_back({"content-type", "application/json"});
    for (const auto& [name, value] : call.headers) {
      std::string lower = name;
      for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      request.headers.push_back({std::move(lower), value});
    }
    request.body = call.body;
    request.peer = "127.0.0.1";

    auto answered = std::make_shared<std::promise<Response>>();
    auto answer = answered->get_future();
    edge_->handle(std::move(request), [answered](Response response) {
      answered->set_value(std::move(response));
    });
    if (answer.wait_for(60s) != std::future_status::ready) {
      return tl::unexpected(std::string{"The portal did not answer within a minute."});
    }
    Response response = answer.get();
    ApiAnswer made{response.status, {}, std::move(response.body)};
    for (auto& header : response.headers) made.headers[header.name] = std::move(header.value);
    return made;
  }

 private:
  std::string key_;
  std::unique_ptr<Node> node_;
  std::unique_ptr<Edge> edge_;
};

} // namespace

tl::expected<std::unique_ptr<Api>, std::string> local_api(const LocalSettings& settings) {
  if (settings.must_exist) {
    const auto found = find_log(Layout{settings.data_directory});
    if (!found) return tl::unexpected(found.error());
  }
  NodeSettings node_settings;
  node_settings.data_directory = settings.data_directory;
  node_settings.test_clock = settings.clock_start.has_value();
  node_settings.test_clock_start = settings.clock_start;
  auto node = Node::start(std::move(node_settings));
  if (!node) return tl::unexpected(not_opened(node.error()));
  while (!(*node)->status().ready) std::this_thread::sleep_for(10ms);

  EdgeSettings edge;
  edge.admin_key = "sk_local_" + new_secret();
  edge.test_clock = settings.clock_start.has_value();
  edge.rates = {{}, {}, {}, {}};
  edge.data_directory = settings.data_directory;
  edge.backup_folder = settings.backup_folder;
  edge.backups_keep = settings.backups_keep;
  return std::make_unique<LocalApi>(std::move(*node), std::move(edge));
}

} // namespace portal
