// The route table as a document: for machines (OpenAPI 3.1) and for people (/docs).
#include "http/openapi.hpp"

#include <array>
#include <map>

#include "documents/markup.hpp"
#include "http/routes.hpp"

namespace portal {

namespace {

constexpr std::array role_names{
  std::pair{Access::admin, std::string_view{"admin"}},
  std::pair{Access::app, std::string_view{"app"}},
  std::pair{Access::analyst, std::string_view{"analyst"}},
  std::pair{Access::auditor, std::string_view{"auditor"}}};

std::vector<std::string> roles_of(const Access& access) {
  std::vector<std::string> names;
  for (const auto& [bit, name] : role_names) {
    if ((access.keys & bit) != 0) names.emplace_back(name);
  }
  return names;
}

/// `subscription.cancel` → `subscriptionCancel`.
std::string operation_id(std::string_view action) {
  std::string id;
  bool raise = false;
  for (const char c : action) {
    if (c == '.' || c == '_') {
      raise = true;
      continue;
    }
    id += raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    raise = false;
  }
  return id;
}

void write_access(std::string& out, const Access& access) {
  Members members{out};
  members.boolean("open", access.open);
  Wire<std::vector<std::string>>::write(roles_of(access), members.key("roles"));
  members.boolean("customers", access.customers);
  if (!access.scope.empty()) members.text("scope", access.scope);
  if (access.links) members.boolean("links", true);
}

void write_parameter(
  std::string& out, std::string_view name, std::string_view in, std::string_view doc
) {
  Members members{out};
  members.text("name", name).text("in", in);
  if (in == "path") members.boolean("required", true);
  if (!doc.empty()) members.text("description", doc);
  members.raw("schema", R"({"type":"string"})");
}

void write_parameters(std::string& out, const Route& route) {
  out += '[';
  bool first = true;
  const auto comma = [&] {
    if (!first) out += ',';
    first = false;
  };
  for (auto at = route.path.find('{'); at != std::string_view::npos;
       at = route.path.find('{', at + 1)) {
    comma();
    write_parameter(out, route.path.substr(at + 1, route.path.find('}', at) - at - 1), "path", "");
  }
  for (const auto& parameter : route.query) {
    comma();
    write_parameter(out, parameter.name, "query", parameter.doc);
  }
  if (route.method != Method::get && !route.access.open) {
    comma();
    write_parameter(
      out, "Idempotency-Key", "header", "Makes sending twice act once; 1 to 255 visible characters."
    );
  }
  out += ']';
}

/// A body's schema as it goes over the wire: without what the path or the edge gives, with the
/// customer where keys name it.
void write_body(std::string& out, const Route& route, SchemaBook& book) {
  std::string schema = route.body.schema != nullptr ? route.body.schema(book) : "{}";
  if (route.body.names_customer) {
    schema = R"({"allOf":[)" + schema +
             R"(,{"type":"object","properties":{"customer":{"type":"string",)"
             R"("description":"Whose it is; only keys need to say."}}}]})";
  }
  Members body{out};
  Members content{body.key("content")};
  if (route.body.kind == BodyKind::form) {
    content.raw("application/x-www-form-urlencoded", R"({"schema":{"type":"object"}})");
    return;
  }
  if (route.body.kind == BodyKind::usage) {
    content.raw(
      "application/json", R"({"schema":{"oneOf":[)" + schema + R"(,{"type":"array","items":)" +
                            schema + R"(,"maxItems":10000}]}})"
    );
    content.raw("application/cloudevents+json", R"({"schema":{"type":"object"}})");
    content.raw("application/cloudevents-batch+json", R"({"schema":{"type":"array"}})");
    return;
  }
  content.raw("application/json", R"({"schema":)" + schema + "}");
}

void write_responses(std::string& out, const Route& route, SchemaBook& book) {
  Members responses{out};
  {
    Members success{responses.key(std::to_string(route.status))};
    success.text("description", "Success.");
    if (route.result != nullptr) {
      const std::string schema = route.result(book);
      success.raw("content", R"({"application/json":{"schema":)" + schema + "}}");
    } else if (!route.produces.empty()) {
      Members content{success.key("content")};
      content.raw(route.produces, R"({"schema":{"type":"string","format":"binary"}})");
    }
  }
  responses.raw("default", R"({"$ref":"#/components/responses/Problem"})");
}

void write_operation(std::string& out, const Route& route, SchemaBook& book) {
  Members members{out};
  members.text("operationId", operation_id(route.action)).text("summary", route.summary);
  write_parameters(members.key("parameters"), route);
  if (route.body.kind != BodyKind::none) write_body(members.key("requestBody"), route, book);
  write_responses(members.key("responses"), route, book);
  if (route.access.open) members.raw("security", "[]");
  write_access(members.key("x-portal-access"), route.access);
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return out;
}

constexpr std::string_view problem_response =
  R"({"Problem":{"description":"What was wrong, where, and what to do.","content":)"
  R"({"application/json":{"schema":{"type":"object","properties":{"error":{"type":"object",)"
  R"("properties":{"type":{"type":"string","enum":["invalid_request_error",)"
  R"("authentication_error","permission_error","payment_error","rate_limit_error","api_error"]},)"
  R"("code":{"type":"string"},"message":{"type":"string"},"param":{"type":"string"},)"
  R"("requestId":{"type":"string"}},"required":["type","code","message","requestId"]}},)"
  R"("required":["error"]}}}}})";

} // namespace

std::string openapi_json(const EdgeSettings& settings) {
  std::map<std::string, std::vector<const Route*>> by_path;
  for (const auto& route : routes()) {
    if (route.path == "/test/clock" && !settings.test_clock) continue;
    by_path[std::string{route.path}].push_back(&route);
  }
  SchemaBook book;
  std::string out;
  {
    Members document{out};
    document.text("openapi", "3.1.0");
    {
      Members info{document.key("info")};
      info.text("title", "portal").text("version", settings.version);
      info.text(
        "description", "Customer billing portal. Generated from the server's own route table."
      );
    }
    std::string servers = R"([{"url":)";
    write_text(servers, settings.public_url);
    document.raw("servers", servers + "}]");
    document.raw("security", R"([{"bearer":[]},{"session":[]}])");
    {
      Members paths{document.key("paths")};
      for (const auto& [path, methods] : by_path) {
        Members operations{paths.key(path)};
        for (const Route* route : methods) {
          write_operation(operations.key(lower(name_of(route->method))), *route, book);
        }
      }
    }
    Members components{document.key("components")};
    components.raw(
      "securitySchemes",
      R"({"bearer":{"type":"http","scheme":"bearer"},)"
      R"("session":{"type":"apiKey","in":"cookie","name":"__Host-portal_session"}})"
    );
    components.raw("responses", problem_response);
    Members schemas{components.key("schemas")};
    for (const auto& [name, schema] : book.components) schemas.raw(name, schema);
  }
  return out;
}

std::string docs_html() {
  std::string out = "<h1>Routes</h1>\n<p>The same as <a href=\"/openapi.json\">/openapi.json</a>, "
                    "for people.</p>\n<table class=\"routes\"><thead><tr><th>Route</th>"
                    "<th>What it does</th><th>Who may call</th></tr></thead><tbody>\n";
  for (const auto& route : routes()) {
    out += "<tr><td><code>" + std::string{name_of(route.method)} + " " + escaped(route.path) +
           "</code></td><td>" + escaped(route.summary);
    for (const auto& parameter : route.query) {
      out += "<br><small><code>" + escaped(parameter.name) + "</code> " + escaped(parameter.doc) +
             "</small>";
    }
    out += "</td><td>";
    if (route.access.open) out += "everyone";
    std::string roles;
    for (const auto& role : roles_of(route.access)) roles += (roles.empty() ? "" : ", ") + role;
    out += roles;
    if (route.access.customers) {
      out += roles.empty() ? "" : "; ";
      out += route.access.scope.empty() ? std::string{"customers"}
                                        : "customers (" + escaped(route.access.scope) + ")";
    }
    out += "</td></tr>\n";
  }
  return out + "</tbody></table>\n";
}

} // namespace portal
