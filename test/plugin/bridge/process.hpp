// What this process holds, from /proc.
#pragma once

#include <dirent.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <string>

struct Holdings {
  int descriptors = 0;
  int threads = 0;
  long residentKiB = 0;
};

inline int entriesOf(const char* folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(folder), closedir);
  int count = 0;
  while (const dirent* entry = readdir(directory.get())) count += entry->d_name[0] != '.';
  return count;
}

inline Holdings holdings() {
  long total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return {entriesOf("/proc/self/fd") - 1, entriesOf("/proc/self/task"), resident * (sysconf(_SC_PAGESIZE) / 1024)};
}
