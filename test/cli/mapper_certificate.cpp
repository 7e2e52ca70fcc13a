// tilewright-mapper --certificate and --check: an honest certificate is accepted, a changed one is
// not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "mapper/certificate/digest.hpp"
#include "mapper_search.hpp"

namespace tilewright::test {
namespace {

using ::testing::HasSubstr;

class MapperCertificate : public MapperTest {
 protected:
  /// A matrix product on three levels, with a fan-out of 4.
  static std::string product() {
    return R"(
problem:
  shape:
    dimensions: [M, N, K]
    data-spaces:
      - {name: A, projection: [[[M]], [[K]]]}
      - {name: B, projection: [[[K]], [[N]]]}
      - {name: Z, projection: [[[M]], [[N]]], read-write: true}
  instance: {M: 4, N: 6, K: 4}
arch:
  arithmetic: {instances: 4, word-bits: 16}
  storage:
    - {name: Registers, entries: 8, instances: 4, word-bits: 16}
    - {name: Buffer, entries: 64, instances: 1, word-bits: 16, block-size: 2}
    - {name: DRAM, technology: DRAM, instances: 1, word-bits: 16}
)";
  }

  void SetUp() override {
    MapperTest::SetUp();
    file_ = (output_folder_ / "claim.txt").string();
  }

  void certify(const std::string& objective) {
    const ProgramResult result = run_mapper(
        product(), {"--mapper", "exact", "--objective", objective, "--certificate", file_});
    ASSERT_EQ(result.exit_status, 0) << result.standard_error;
    std::ifstream stream(file_);
    std::stringstream text;
    text << stream.rdbuf();
    text_ = text.str();
  }

  ProgramResult check(const std::string& text) {
    std::ofstream(file_) << text;
    return run_mapper(product(), {"--check", file_});
  }

  // With a digest that fits the changed text.
  ProgramResult check_changed(const std::string& old_text, const std::string& new_text) {
    std::string changed = text_.substr(0, text_.rfind("digest "));
    const auto at = changed.find(old_text);
    EXPECT_NE(at, std::string::npos) << old_text;
    changed.replace(at, old_text.size(), new_text);
    std::ostringstream digest;
    digest << std::hex << certificate::digest(changed);
    std::string hexadecimal = digest.str();
    hexadecimal.insert(0, 16 - hexadecimal.size(), '0');
    return check(changed + "digest " + hexadecimal + "\n");
  }

  std::string line(const std::string& start) const {
    const auto at = text_.find("\n" + start) + 1;
    return text_.substr(at, text_.find('\n', at) - at);
  }

  std::string file_;
  std::string text_;
};

TEST_F(MapperCertificate, IsAccepted) {
  for (const std::string objective : {"energy", "edp", "delay"}) {
    certify(objective);
    const ProgramResult result = check(text_);
    EXPECT_EQ(result.exit_status, 0) << result.standard_error;
    EXPECT_THAT(result.standard_output,
                HasSubstr("Certificate holds: no mapping has a lower " + objective + " than "));
  }
}

TEST_F(MapperCertificate, IsRejectedWhenChanged) {
  certify("energy");
  const auto expect_rejected = [](const ProgramResult& result, const std::string& reason) {
    EXPECT_EQ(result.exit_status, 1);
    EXPECT_THAT(result.standard_error, HasSubstr(reason));
  };
  std::string flipped = text_;
  flipped[text_.find("cost ") + 5] ^= 1;
  expect_rejected(check(flipped), "it was changed");
  expect_rejected(check(text_.substr(0, text_.size() / 2)), "its end is missing");
  expect_rejected(check_changed("\ncost ", "\ncost 1"), "the mapping costs");
  expect_rejected(check_changed("\nenergy ", "\nenergy 1"), "another energy");
  expect_rejected(check_changed("objective energy", "objective edp"), "the mapping costs");
  expect_rejected(check_changed(line("closed") + "\n", ""), "the certificate does not hold");
  expect_rejected(check_changed(line("split"), "closed"), "may cost less");
  expect_rejected(check_changed(line("input"), "input 0123456789abcdef"), "other input files");
  expect_rejected(check_changed(line("cycles"), "cycles 1"), "other cycles");
}

TEST_F(MapperCertificate, FoldersAreNoFiles) {
  const ProgramResult checked = run_mapper(product(), {"--check", output_folder_.string()});
  EXPECT_EQ(checked.exit_status, 1);
  EXPECT_THAT(checked.standard_error, HasSubstr("is a folder; give a file"));
  const std::vector<std::pair<std::string, std::string>> places = {
      {output_folder_.string(), "is a folder; name a file"},
      {(output_folder_ / "none" / "claim.txt").string(), "does not exist; create it first"}};
  for (const auto& [place, message] : places) {
    const ProgramResult result =
        run_mapper(product(), {"--mapper", "exact", "--certificate", place});
    EXPECT_EQ(result.exit_status, 1);
    EXPECT_THAT(result.standard_error, HasSubstr(message));
    EXPECT_TRUE(std::filesystem::is_empty(output_folder_));  // said before the work is done
  }
}

}  // namespace
}  // namespace tilewright::test
