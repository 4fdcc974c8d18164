// Experiments start and stop with the configurations that name them, and never change in between.

#include <gtest/gtest.h>

#include "events/experiments.hpp"
#include "tests/support/given.hpp"

namespace portal::testing {
namespace {

std::string features(std::string_view experiment) {
  return R"("features":{"subscriptionCancel":{"enabled":true,"retention":{"offers":[)"
         R"({"id":"gift","type":"credit","message":"Stay","amount":500,"currency":"usd"}])" +
         std::string{experiment} + "}}}";
}

std::string experiment(std::string_view id, int first, int second) {
  return R"(,"experiment":{"id":")" + std::string{id} +
         R"(","variants":[{"name":"control","weight":)" + std::to_string(first) +
         R"(,"offers":[]},{"name":"gift","weight":)" + std::to_string(second) +
         R"(,"offers":["gift"]}]})";
}

CreateConfiguration create(std::string_view id, std::string_view more) {
  return from_json<CreateConfiguration>(
    R"({"id":")" + std::string{id} + R"(",)" + features(more) + "}"
  );
}

UpdateConfiguration update(std::string_view id, std::string_view more) {
  return from_json<UpdateConfiguration>(
    R"({"id":")" + std::string{id} + R"(",)" + features(more) + "}"
  );
}

TEST(Experiments, StartAndStopWithTheConfigurationThatNamesThem) {
  Given<Catalog> given;
  given.when(create("pc_1", experiment("summer", 50, 50)))
    .then_types({"portal_configuration.created", "experiment.started"});
  EXPECT_EQ(name_of(given.state.experiments.at("summer").status), "running");
  given.when(update("pc_1", "")).then_types({"portal_configuration.revised", "experiment.stopped"});
  EXPECT_EQ(name_of(given.state.experiments.at("summer").status), "stopped");
}

TEST(Experiments, AreNeverEdited) {
  Given<Catalog> given;
  given.when(create("pc_1", experiment("summer", 50, 50))).done();
  given.when(update("pc_1", experiment("summer", 40, 60)))
    .refused(
      RefusalKind::conflict, "experiment_running",
      "features.subscriptionCancel.retention.experiment"
    );
  given.when(update("pc_1", experiment("autumn", 40, 60)))
    .then_types({"portal_configuration.revised", "experiment.stopped", "experiment.started"});
  given.when(update("pc_1", experiment("summer", 50, 50)))
    .refused(
      RefusalKind::conflict, "experiment_stopped",
      "features.subscriptionCancel.retention.experiment"
    );
}

TEST(Experiments, KeepTheOffersThatTheirVariantsName) {
  Given<Catalog> given;
  given.when(create("pc_1", experiment("summer", 50, 50))).done();
  std::string richer = features(experiment("summer", 50, 50));
  richer.replace(richer.find("500"), 3, "900");
  given.when(from_json<UpdateConfiguration>(R"({"id":"pc_1",)" + richer + "}"))
    .refused(
      RefusalKind::conflict, "experiment_running",
      "features.subscriptionCancel.retention.experiment"
    );
}

TEST(Experiments, BelongToOneConfiguration) {
  Given<Catalog> given;
  given.when(create("pc_1", experiment("summer", 50, 50))).done();
  given.when(create("pc_2", experiment("summer", 50, 50)))
    .refused(
      RefusalKind::conflict, "experiment_elsewhere",
      "features.subscriptionCancel.retention.experiment"
    );
}

TEST(Experiments, StopWhenTheirConfigurationIsArchived) {
  Given<Catalog> given;
  given.when(create("pc_1", experiment("summer", 50, 50))).done();
  given.when(from_json<UpdateConfiguration>(R"({"id":"pc_1","active":false})"))
    .then_types({"experiment.stopped", "portal_configuration.updated"});
}

TEST(Experiments, RefuseWeightsThatDoNotAddUp) {
  Given<Catalog> given;
  given.when(create("pc_1", experiment("summer", 50, 49)))
    .refused(
      RefusalKind::invalid, "experiment_weights_wrong",
      "features.subscriptionCancel.retention.experiment.variants"
    );
}

TEST(Experiments, DrawByWeight) {
  Given<Catalog> given;
  given.when(create("pc_1", experiment("summer", 30, 70))).done();
  const auto drawn = [&](std::uint64_t (*draw)(std::string_view)) {
    return assign_variant(given.state, "summer", CustomerId{"cus_1"}, draw)->variant;
  };
  EXPECT_EQ(drawn([](std::string_view) -> std::uint64_t { return 29; }), "control");
  EXPECT_EQ(drawn([](std::string_view) -> std::uint64_t { return 30; }), "gift");
  EXPECT_EQ(drawn([](std::string_view) -> std::uint64_t { return 100 + 29; }), "control");
  EXPECT_EQ(drawn([](std::string_view) -> std::uint64_t { return UINT64_MAX; }), "control");
  EXPECT_EQ(UINT64_MAX % 100, 15U);
}

} // namespace
} // namespace portal::testing
