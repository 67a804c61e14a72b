/*
 * Writes down, in order, what a process and its children change below one folder: for `disk.ts`, which makes the
 * states that a power failure can leave. It is loaded with LD_PRELOAD and sees native code too.
 *
 * QUOTA_TRAY_RECORDED is the folder, without links in its path. QUOTA_TRAY_RECORDING is the file of the recording,
 * outside of that folder. A record is one line `<letter> <process> <a> <b> <bytes>`, then that many bytes, then a
 * newline. `recording.ts` lists the letters. All processes take turns, so the order is the real one. A change is written
 * down before it is made and taken back if it fails, because a kill often comes during a call, which the kernel still
 * finishes. A sync is written down after it was made.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *folder;
static const char *recording;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int output = -1;
static pid_t owner;

/* The calls of the kernel, past the functions of this file. */
static long kernel(long number, ...) {
  static long (*real)(long, ...);
  if (real == NULL) real = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  va_list rest;
  va_start(rest, number);
  long a = va_arg(rest, long), b = va_arg(rest, long), c = va_arg(rest, long);
  long d = va_arg(rest, long), e = va_arg(rest, long), f = va_arg(rest, long);
  va_end(rest);
  return real(number, a, b, c, d, e, f);
}

__attribute__((constructor)) static void begin(void) {
  folder = getenv("QUOTA_TRAY_RECORDED");
  recording = getenv("QUOTA_TRAY_RECORDING");
}

/* A lock of the file ends with its process, also when the process is killed in its turn. */
static void take_turn(void) {
  pthread_mutex_lock(&turn);
  if (owner != getpid()) {
    output = (int)kernel(SYS_openat, AT_FDCWD, recording, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    owner = getpid();
  }
  flock(output, LOCK_EX);
}

static void end_turn(void) {
  int kept = errno;
  flock(output, LOCK_UN);
  pthread_mutex_unlock(&turn);
  errno = kept;
}

static void record(char letter, unsigned long long a, long long b, const void *bytes, size_t length) {
  char head[96];
  int size = snprintf(head, sizeof head, "%c %d %llu %lld %zu\n", letter, getpid(), a, b, length);
  struct iovec parts[3] = {{head, (size_t)size}, {(void *)bytes, length}, {"\n", 1}};
  kernel(SYS_writev, output, parts, 3);
}

/* Takes the last record of this process back if its call failed. */
static void take_back_if(int has_failed) {
  int kept = errno;
  if (has_failed) record('N', 0, 0, NULL, 0);
  errno = kept;
}

static int is_below(const char *path) {
  size_t length = folder == NULL || recording == NULL ? 0 : strlen(folder);
  return length > 0 && strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* The absolute form of a path; what is no path of ours becomes the empty text. */
static int locate(int base, const char *path, char *found) {
  char at[PATH_MAX] = "", link[64];
  if (path[0] != '/') {
    if (base == AT_FDCWD) {
      if (getcwd(at, sizeof at) == NULL) at[0] = '\0';
    } else {
      snprintf(link, sizeof link, "/proc/self/fd/%d", base);
      ssize_t size = readlink(link, at, sizeof at - 1);
      at[size < 0 ? 0 : size] = '\0';
    }
  }
  if (snprintf(found, PATH_MAX, "%s%s%s", at, path[0] == '/' ? "" : "/", path) >= PATH_MAX) found[0] = '\0';
  return is_below(found);
}

/* Returns the inode of a regular file below the folder, 0 for anything else. */
static unsigned long long file_of(int fd) {
  struct stat found;
  char path[PATH_MAX];
  if (folder == NULL || fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) return 0;
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  char target[PATH_MAX];
  ssize_t size = readlink(path, target, sizeof target - 1);
  target[size < 0 ? 0 : size] = '\0';
  return is_below(target) ? found.st_ino : 0;
}

static int open_and_record(int base, const char *path, int flags, mode_t mode) {
  char found[PATH_MAX];
  struct stat before, after;
  if (!locate(base, path, found)) return (int)kernel(SYS_openat, base, path, flags, mode);
  take_turn();
  int existed = stat(found, &before) == 0;
  int is_made = !existed && (flags & O_CREAT) != 0;
  if (is_made) record('I', 0, 0, found, strlen(found));
  int fd = (int)kernel(SYS_openat, base, path, flags, mode);
  take_back_if(is_made && fd < 0);
  if (fd >= 0 && fstat(fd, &after) == 0 && S_ISREG(after.st_mode)) {
    record('O', after.st_ino, 0, found, strlen(found));
    if (existed && (flags & O_TRUNC) != 0 && before.st_size > 0) record('T', after.st_ino, 0, NULL, 0);
  }
  end_turn();
  return fd;
}

#define OPEN(name, base, parameters)                                                                        \
  int name parameters {                                                                                     \
    mode_t mode = 0;                                                                                        \
    if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) {                                       \
      va_list rest;                                                                                         \
      va_start(rest, flags);                                                                                \
      mode = va_arg(rest, mode_t);                                                                          \
      va_end(rest);                                                                                         \
    }                                                                                                       \
    return open_and_record(base, path, flags, mode);                                                        \
  }
OPEN(open, AT_FDCWD, (const char *path, int flags, ...))
OPEN(open64, AT_FDCWD, (const char *path, int flags, ...))
OPEN(openat, base, (int base, const char *path, int flags, ...))
OPEN(openat64, base, (int base, const char *path, int flags, ...))

/* What a process says on its standard output is an acknowledgement: it may not be taken back afterwards. */
static int is_told(int fd) {
  struct stat found;
  return fd == 1 && folder != NULL && fstat(1, &found) == 0 && (S_ISFIFO(found.st_mode) || S_ISSOCK(found.st_mode));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  unsigned long long file = file_of(fd);
  int told = is_told(fd);
  if (file == 0 && !told) return kernel(SYS_writev, fd, parts, count);
  take_turn();
  struct stat found;
  off_t at = lseek(fd, 0, SEEK_CUR);
  if (file != 0 && (fcntl(fd, F_GETFL) & O_APPEND) != 0 && fstat(fd, &found) == 0) at = found.st_size;
  size_t length = 0;
  for (int part = 0; part < count; part += 1) length += parts[part].iov_len;
  char *bytes = malloc(length);
  for (size_t part = 0, done = 0; part < (size_t)count; done += parts[part].iov_len, part += 1) {
    memcpy(bytes + done, parts[part].iov_base, parts[part].iov_len);
  }
  record(told ? 'A' : 'W', file, told ? 0 : at, bytes, length);
  ssize_t written = kernel(SYS_writev, fd, parts, count);
  take_back_if(written != (ssize_t)length);
  if (written > 0 && written != (ssize_t)length) record(told ? 'A' : 'W', file, told ? 0 : at, bytes, (size_t)written);
  free(bytes);
  end_turn();
  return written;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  struct iovec part = {(void *)bytes, length};
  return writev(fd, &part, 1);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  unsigned long long file = file_of(fd);
  if (file == 0) return kernel(SYS_pwrite64, fd, bytes, length, at);
  take_turn();
  record('W', file, at, bytes, length);
  ssize_t written = kernel(SYS_pwrite64, fd, bytes, length, at);
  take_back_if(written != (ssize_t)length);
  if (written > 0 && written != (ssize_t)length) record('W', file, at, bytes, (size_t)written);
  end_turn();
  return written;
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return pwrite64(fd, bytes, length, at); }

int ftruncate64(int fd, off64_t length) {
  unsigned long long file = file_of(fd);
  if (file == 0) return (int)kernel(SYS_ftruncate, fd, length);
  take_turn();
  record('T', file, length, NULL, 0);
  int result = (int)kernel(SYS_ftruncate, fd, length);
  take_back_if(result != 0);
  end_turn();
  return result;
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int truncate64(const char *path, off64_t length) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  int result = ftruncate64(fd, length);
  close(fd);
  return result;
}
int truncate(const char *path, off_t length) { return truncate64(path, length); }

static int sync_and_record(long call, int fd) {
  struct stat found;
  char link[64], path[PATH_MAX];
  if (folder == NULL || fstat(fd, &found) != 0) return (int)kernel(call, fd);
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, path, sizeof path - 1);
  path[size < 0 ? 0 : size] = '\0';
  if (!is_below(path)) return (int)kernel(call, fd);
  take_turn();
  int result = (int)kernel(call, fd);
  if (result == 0 && S_ISDIR(found.st_mode)) record('F', 0, 0, path, strlen(path));
  else if (result == 0) record('S', found.st_ino, 0, NULL, 0);
  end_turn();
  return result;
}
int fsync(int fd) { return sync_and_record(SYS_fsync, fd); }
int fdatasync(int fd) { return sync_and_record(SYS_fdatasync, fd); }

/* Records a call that takes one path or two, `from` and `to` (empty: none), with a zero byte between them. */
#define CHANGE(letter, from, to, call)                                                                       \
  char first[PATH_MAX], both[2 * PATH_MAX + 1];                                                              \
  int is_ours = locate(base, from, first);                                                                   \
  int length = snprintf(both, sizeof both, "%s", first);                                                     \
  if ((to)[0] != '\0') {                                                                                        \
    is_ours = locate(base, to, first) || is_ours;                                                            \
    length += 1 + snprintf(both + length + 1, sizeof both - (size_t)length - 1, "%s", first);                \
  }                                                                                                          \
  if (!is_ours) return (int)(call);                                                                          \
  take_turn();                                                                                               \
  record(letter, 0, 0, both, (size_t)length);                                                                \
  int result = (int)(call);                                                                                  \
  take_back_if(result != 0);                                                                                 \
  end_turn();                                                                                                \
  return result;

static int unlink_at(int base, const char *path, int flags) {
  CHANGE((flags & AT_REMOVEDIR) != 0 ? 'X' : 'U', path, "", kernel(SYS_unlinkat, base, path, flags))
}
int unlink(const char *path) { return unlink_at(AT_FDCWD, path, 0); }
int unlinkat(int base, const char *path, int flags) { return unlink_at(base, path, flags); }
int rmdir(const char *path) { return unlink_at(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
  int result = unlink_at(AT_FDCWD, path, 0);
  return result != 0 && errno == EISDIR ? rmdir(path) : result;
}
int rename(const char *from, const char *to) {
  const int base = AT_FDCWD;
  CHANGE('R', from, to, kernel(SYS_renameat2, base, from, base, to, 0))
}
int link(const char *from, const char *to) {
  const int base = AT_FDCWD;
  CHANGE('L', from, to, kernel(SYS_linkat, base, from, base, to, 0))
}
int mkdir(const char *path, mode_t mode) {
  const int base = AT_FDCWD;
  CHANGE('D', path, "", kernel(SYS_mkdirat, base, path, mode))
}

/* Copies inside the kernel are refused, so that the caller copies with calls that are recorded. */
static int is_copied_into(int fd) {
  if (file_of(fd) == 0) return 0;
  errno = ENOSYS;
  return 1;
}

long syscall(long number, ...) {
  va_list rest;
  va_start(rest, number);
  long a = va_arg(rest, long), b = va_arg(rest, long), c = va_arg(rest, long);
  long d = va_arg(rest, long), e = va_arg(rest, long), f = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_copy_file_range && is_copied_into((int)c)) return -1;
  return kernel(number, a, b, c, d, e, f);
}

int ioctl(int fd, unsigned long request, ...) {
  va_list rest;
  va_start(rest, request);
  long argument = va_arg(rest, long);
  va_end(rest);
  const unsigned long clone_file = 0x40049409;
  if (request == clone_file && is_copied_into(fd)) return -1;
  return (int)kernel(SYS_ioctl, fd, request, argument);
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t length) {
  if (file_of(to) == 0) return kernel(SYS_sendfile, to, from, at, length);
  errno = EINVAL;
  return -1;
}
ssize_t sendfile(int to, int from, off_t *at, size_t length) { return sendfile64(to, from, at, length); }

/* A change through a mapping would escape. SQLite maps its index of the log only, which it makes again after a crash. */
void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
  void *mapped = (void *)kernel(SYS_mmap, at, length, protection, flags, fd, offset);
  if (fd >= 0 && (flags & MAP_SHARED) != 0 && (protection & PROT_WRITE) != 0 && mapped != MAP_FAILED) {
    unsigned long long file = file_of(fd);
    if (file != 0) {
      take_turn();
      record('M', file, 0, NULL, 0);
      end_turn();
    }
  }
  return mapped;
}
