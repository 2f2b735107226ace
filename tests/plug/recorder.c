/* What a program asks of the disk, in order: loaded before libc, it notes each write, truncation, sync and removal of
 * the files whose path begins with PLUG_FILES, in PLUG_LOG. So a power cut can be played at any moment later.
 *
 * A note is: kind, length of the path, offset, length of the data (all little-endian), path, data. It is made after the
 * call has returned, and before the program goes on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) \
        real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int log_fd = -1;
static const char *files;
static size_t files_length;

static void begin(void)
{
    const char *path = getenv("PLUG_LOG");
    files = getenv("PLUG_FILES");
    if (!path || !files)
        return;
    files_length = strlen(files);
    log_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_ours(const char *path) { return log_fd >= 0 && !strncmp(path, files, files_length); }

static int path_of(int fd, char *path, size_t size)
{
    char link[64];
    ssize_t length;
    pthread_once(&once, begin);
    if (log_fd < 0 || fd == log_fd)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, size - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return is_ours(path);
}

static void note(char kind, const char *path, int64_t offset, const void *data, uint32_t length)
{
    char head[15];
    uint16_t path_length = (uint16_t)strlen(path);
    struct iovec parts[3] = {{head, sizeof head}, {(void *)path, path_length}, {(void *)data, length}};
    head[0] = kind;
    memcpy(head + 1, &path_length, 2);
    memcpy(head + 3, &offset, 8);
    memcpy(head + 11, &length, 4);
    pthread_mutex_lock(&one_at_a_time);
    if (writev(log_fd, parts, 3) < 0)
        abort();
    pthread_mutex_unlock(&one_at_a_time);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
    char path[600];
    REAL(pwrite64);
    ssize_t written = real(fd, data, size, offset);
    if (written > 0 && path_of(fd, path, sizeof path))
        note('W', path, offset, data, (uint32_t)written);
    return written;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return pwrite64(fd, data, size, offset); }

ssize_t write(int fd, const void *data, size_t size)
{
    char path[600];
    REAL(write);
    int ours = path_of(fd, path, sizeof path);
    off64_t offset = ours ? lseek64(fd, 0, SEEK_CUR) : 0;
    ssize_t written = real(fd, data, size);
    if (ours && written > 0)
        note('W', path, offset, data, (uint32_t)written);
    return written;
}

int ftruncate64(int fd, off64_t size)
{
    char path[600];
    REAL(ftruncate64);
    int failed = real(fd, size);
    if (!failed && path_of(fd, path, sizeof path))
        note('T', path, size, NULL, 0);
    return failed;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int synced(int fd, int failed)
{
    char path[600];
    if (!failed && path_of(fd, path, sizeof path))
        note('S', path, 0, NULL, 0);
    return failed;
}

int fsync(int fd)
{
    REAL(fsync);
    return synced(fd, real(fd));
}

int fdatasync(int fd)
{
    REAL(fdatasync);
    return synced(fd, real(fd));
}

int unlink(const char *path)
{
    REAL(unlink);
    int failed = real(path);
    pthread_once(&once, begin);
    if (!failed && is_ours(path))
        note('U', path, 0, NULL, 0);
    return failed;
}
