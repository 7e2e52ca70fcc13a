// Are result files written all or none?

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "model/report/output.hpp"
#include "model/spec/error.hpp"

namespace tilewright::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class WriteFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "/output-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<std::string> names() const {
    std::vector<std::string> list;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      list.push_back(entry.path().filename().string());
    }
    return list;
  }

  std::string content(const std::string& name) const {
    std::ifstream file(folder_ / name);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  std::string failure(const std::vector<OutputFile>& files) const {
    try {
      write_files(folder_.string(), files);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  fs::path folder_;
};

TEST_F(WriteFiles, WritesAllAndReplacesOlderFiles) {
  std::ofstream(folder_ / "a.txt") << "an older and longer text";
  write_files(folder_.string(), {{"a.txt", "new"}, {"b.txt", ""}});
  EXPECT_THAT(names(), UnorderedElementsAre("a.txt", "b.txt"));
  EXPECT_EQ(content("a.txt"), "new");
  EXPECT_EQ(content("b.txt"), "");
}

TEST_F(WriteFiles, MissingFolderIsAnError) {
  folder_ /= "missing";
  EXPECT_THAT(failure({{"a.txt", "x"}}), HasSubstr("does not exist; create it first"));
}

TEST_F(WriteFiles, FileInPlaceOfTheFolderIsAnError) {
  folder_ /= "file";
  std::ofstream(folder_) << "x";
  EXPECT_THAT(failure({{"a.txt", "x"}}), HasSubstr("is not a folder"));
}

TEST_F(WriteFiles, FailureAtTheSecondFileLeavesNothingBehind) {
  std::ofstream(folder_ / "a.txt") << "old";
  fs::create_directory(folder_ / "b.txt");
  EXPECT_THAT(failure({{"a.txt", "new"}, {"b.txt", "new"}}), HasSubstr("cannot write"));
  EXPECT_THAT(names(), UnorderedElementsAre("a.txt", "b.txt"));
  EXPECT_EQ(content("a.txt"), "old");
}

/// Lets files grow to 64 KB only, which fails like a full disk.
class SmallFileLimit {
 public:
  SmallFileLimit() : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit small{65536, old_limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  SmallFileLimit(const SmallFileLimit&) = delete;
  SmallFileLimit& operator=(const SmallFileLimit&) = delete;
  ~SmallFileLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_limit_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_limit_{};
  void (*old_handler_)(int);
};

TEST_F(WriteFiles, FullDiskLeavesNothingBehind) {
  const SmallFileLimit limit;
  const std::string what = failure({{"a.txt", "new"}, {"b.txt", std::string(1000000, 'x')}});
  EXPECT_THAT(what, HasSubstr("cannot write"));
  EXPECT_THAT(what, HasSubstr("b.txt"));
  EXPECT_TRUE(names().empty());
}

}  // namespace
}  // namespace tilewright::test
