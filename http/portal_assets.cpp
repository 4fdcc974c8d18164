// The pages' files: one stylesheet, one script, and the branding colour as a stylesheet of its own
// (the content security policy allows no inline style).
#include "documents/color.hpp"
#include "http/handlers.hpp"
#include "http/portal_page.hpp"
#include "http/problem.hpp"
#include "http/refusal_words.hpp"
#include "http/web_files.hpp"

namespace portal {

namespace {

constexpr std::string_view stylesheet =
  R"(:root{--brand:#2f4bce;--on-brand:#fff;color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText;overflow-wrap:anywhere}
main{max-width:46rem;margin:0 auto;padding:2rem 1rem 4rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:baseline;border-bottom:3px solid var(--brand)}
header p{margin:0}
nav{margin-inline-start:auto;display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0}
article{border:1px solid #8886;border-radius:.5rem;padding:1rem;margin:.5rem 0}
table{width:100%;border-collapse:collapse;overflow-wrap:normal}
td:first-child{overflow-wrap:anywhere}
th,td{text-align:start;padding:.4rem .5rem;border-bottom:1px solid #8884;vertical-align:top}
.routes code{white-space:nowrap}
.figure{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
.due{font-size:1.25rem}
.parties{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:0 2rem}
.parties h2{margin-top:1rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem}dd{margin:0}
.totals{width:auto;min-width:min(100%,24rem);margin-inline-start:auto;margin-top:1rem}.totals th{font-weight:inherit}
@media(max-width:34rem){.lines th:nth-child(3),.lines td:nth-child(3),
.lines th:nth-child(4),.lines td:nth-child(4){display:none}}
@media(max-width:36rem){
.invoices thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.invoices tr{display:flex;flex-wrap:wrap;gap:.1rem 1rem;align-items:center;
padding:.5rem 0;border-bottom:1px solid #8884}
.invoices td{border:0;padding:0}
}
textarea,input{font:inherit;max-width:100%}
textarea{width:100%}
fieldset{border:1px solid #8886;border-radius:.5rem;min-width:0;margin:0 0 1rem}
fieldset label{display:flex;gap:.5rem;align-items:baseline}
.scale p{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.25rem 0}
.scale label{display:inline-flex;align-items:center;gap:.25rem;min-height:1.75rem}
.small{font-size:.85rem}
.status{border:1px solid currentColor;border-radius:1rem;padding:.05rem .6rem;font-size:.85rem}
button,.button{font:inherit;background:var(--brand);color:var(--on-brand);border:0;border-radius:.4rem;
padding:.5rem 1rem;cursor:pointer;text-decoration:none;display:inline-block}
button.quiet{background:none;color:inherit;text-decoration:underline;padding:.25rem}
button.danger{background:#b3261e;color:#fff}
:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
@media print{:root{color-scheme:light}.button,button{display:none}}
)";

constexpr std::string_view script =
  R"(document.addEventListener("DOMContentLoaded",function(){var f=document.getElementById("open");if(f)f.submit();});
)";

Response asset(std::string_view type, std::string body) {
  Response made;
  made.with("content-type", std::string{type})
    .with("cache-control", "public, max-age=3600")
    .with("x-content-type-options", "nosniff");
  made.body = std::move(body);
  return made;
}

/// What the HTML needs to show where no program takes its place.
constexpr std::string_view plain_stylesheet = "#plain{animation:none;visibility:visible}\n";

/// `refusals.de.json`: what refusals are called in German.
std::optional<PageLanguage> refusals_in(std::string_view name) {
  static constexpr std::string_view before = "refusals.";
  static constexpr std::string_view after = ".json";
  if (!name.starts_with(before) || !name.ends_with(after)) return std::nullopt;
  name.remove_prefix(before.size());
  return parse_enum<PageLanguage>(name.substr(0, name.size() - std::min(name.size(), after.size()))
  );
}

} // namespace

void get_asset(const CallPtr& call) {
  const std::string& name = call->path.front();
  if (name == "portal.css") {
    return send(call, asset("text/css; charset=utf-8", std::string{stylesheet}));
  }
  if (name == "plain.css") {
    return send(call, asset("text/css; charset=utf-8", std::string{plain_stylesheet}));
  }
  if (const WebFile* file = find_web_file(name)) {
    return send(call, web_file_response(call->request, *file));
  }
  if (const auto language = refusals_in(name)) {
    return send(call, asset("application/json; charset=utf-8", refusal_words_json(*language)));
  }
  if (name == "open.js") {
    return send(call, asset("text/javascript; charset=utf-8", std::string{script}));
  }
  const auto colour = parse_color("#" + std::string{call->query.text("c")});
  if (name == "colour.css" && colour) {
    const std::string css =
      ":root{--brand:" + to_text(*colour) + ";--on-brand:" + to_text(readable_on(*colour)) + "}\n";
    return send(call, asset("text/css; charset=utf-8", css));
  }
  const PageLook look = look_of_browser(*call);
  send(call, notice_page(*call, look, 404, "404", "There is no such file.", ""));
}

} // namespace portal
