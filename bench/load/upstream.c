/*
 * The upstreams: one thread, epoll, plain TCP on 127.0.0.1 or unix sockets.
 *
 *   upstream SERVICE[+hello]@PORT|/PATH…      prints "ready" once it listens everywhere
 *
 *   echo    returns what it gets
 *   sink    a length (8 octets, big endian), then so many octets; answers "DONEDONE"; again
 *   source  a length; answers so many octets; again
 *   +hello  drops one TLS record first: behind a passthrough service this is the ClientHello
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { SCRATCH = 256 * 1024, TCP_AT_ONCE = 1 << 20, SOURCE_FILE = 1 << 20, LISTENERS_MOST = 16, EVENTS = 512 };
enum { RECORD_HEADER = 5, LENGTH = 8, TURNS = 16, ACCEPTS_AT_ONCE = 64 };
enum service { ECHOES, SINKS, SOURCES };
enum outcome { GOES_ON, WAITS, ENDS };

struct listener {
  int fd;
  enum service service;
  int drops_hello, is_unix;
};

struct conn {
  int fd;
  const struct listener *listener;
  int has_hello_ahead;
  size_t hello_left;       /* octets of the ClientHello's body still to drop */
  unsigned char header[8]; /* a record's header, or a length */
  size_t header_size;
  char *pending; /* echo: what could not be written yet */
  size_t pending_offset, pending_size;
  uint64_t left;   /* sink, source: octets of this transfer still to come or to go */
  size_t ack_left; /* sink: octets of the answer still to go */
  int is_queued;
  struct conn *next;
};

static struct listener listeners[LISTENERS_MOST];
static int listener_count, epoll, source_file;
static char *scratch;
static struct conn *ready;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Sets *outcome and returns 0 unless there are bytes. */
static int has_bytes(ssize_t result, enum outcome *outcome) {
  if (result > 0) return 1;
  *outcome = result < 0 && errno == EAGAIN ? WAITS : ENDS;
  return 0;
}

/* Reads until the header holds `size` octets. */
static int has_header(struct conn *c, size_t size, enum outcome *outcome) {
  ssize_t n = recv(c->fd, c->header + c->header_size, size - c->header_size, 0);
  if (!has_bytes(n, outcome)) return 0;
  c->header_size += (size_t)n;
  *outcome = GOES_ON;
  if (c->header_size < size) return 0;
  c->header_size = 0;
  return 1;
}

static enum outcome drop_hello(struct conn *c) {
  enum outcome outcome = GOES_ON;
  if (c->hello_left) {
    ssize_t n = recv(c->fd, scratch, c->hello_left, 0);
    if (!has_bytes(n, &outcome)) return outcome;
    c->hello_left -= (size_t)n;
    c->has_hello_ahead = c->hello_left > 0;
  } else if (has_header(c, RECORD_HEADER, &outcome)) {
    c->hello_left = (size_t)c->header[3] << 8 | c->header[4];
  }
  return outcome;
}

static enum outcome flush_echo(struct conn *c) {
  enum outcome outcome = GOES_ON;
  ssize_t n = send(c->fd, c->pending + c->pending_offset, c->pending_size, MSG_NOSIGNAL);
  if (!has_bytes(n, &outcome)) return outcome;
  c->pending_offset += (size_t)n;
  c->pending_size -= (size_t)n;
  if (!c->pending_size) {
    free(c->pending);
    c->pending = NULL;
  }
  return outcome;
}

static enum outcome echo(struct conn *c) {
  if (c->pending_size) return flush_echo(c);
  enum outcome outcome = GOES_ON;
  ssize_t n = recv(c->fd, scratch, 65536, 0);
  if (!has_bytes(n, &outcome)) return outcome;
  ssize_t sent = send(c->fd, scratch, (size_t)n, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) return ENDS;
  if (sent < 0) sent = 0;
  if (sent < n) {
    c->pending_size = (size_t)(n - sent);
    c->pending_offset = 0;
    c->pending = malloc(c->pending_size);
    memcpy(c->pending, scratch + sent, c->pending_size);
  }
  return GOES_ON;
}

static enum outcome read_length(struct conn *c) {
  enum outcome outcome = GOES_ON;
  if (has_header(c, LENGTH, &outcome)) {
    c->left = 0;
    for (int i = 0; i < LENGTH; i++) c->left = c->left << 8 | c->header[i];
  }
  return outcome;
}

/* MSG_TRUNC: the kernel drops what TCP has received, nothing is copied. Unix sockets ignore it. */
static ssize_t discard(struct conn *c) {
  if (c->listener->is_unix) return recv(c->fd, scratch, c->left < SCRATCH ? c->left : SCRATCH, 0);
  return recv(c->fd, scratch, c->left < TCP_AT_ONCE ? c->left : TCP_AT_ONCE, MSG_TRUNC);
}

static enum outcome sink(struct conn *c) {
  static const char ACK[] = "DONEDONE";
  enum outcome outcome = GOES_ON;
  if (c->ack_left) {
    ssize_t n = send(c->fd, ACK + LENGTH - c->ack_left, c->ack_left, MSG_NOSIGNAL);
    if (has_bytes(n, &outcome)) c->ack_left -= (size_t)n;
  } else if (!c->left) {
    return read_length(c);
  } else {
    ssize_t n = discard(c);
    if (!has_bytes(n, &outcome)) return outcome;
    c->left -= (uint64_t)n;
    if (!c->left) c->ack_left = LENGTH;
  }
  return outcome;
}

static enum outcome source(struct conn *c) {
  if (!c->left) return read_length(c);
  enum outcome outcome = GOES_ON;
  off_t from = 0;
  ssize_t n = sendfile(c->fd, source_file, &from, c->left < SOURCE_FILE ? c->left : SOURCE_FILE);
  if (has_bytes(n, &outcome)) c->left -= (uint64_t)n;
  return outcome;
}

static enum outcome step(struct conn *c) {
  if (c->has_hello_ahead) return drop_hello(c);
  switch (c->listener->service) {
    case ECHOES:
      return echo(c);
    case SINKS:
      return sink(c);
    default:
      return source(c);
  }
}

static void drive(struct conn *c) {
  enum outcome outcome = GOES_ON;
  for (int i = 0; i < TURNS && outcome == GOES_ON; i++) outcome = step(c);
  if (outcome == GOES_ON) { /* the others' turn; the socket may be readable without a new event */
    c->is_queued = 1;
    c->next = ready;
    ready = c;
  } else if (outcome == ENDS) {
    close(c->fd);
    free(c->pending);
    free(c);
  }
}

static void accept_some(const struct listener *listener) {
  for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
    int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct conn *c = calloc(1, sizeof *c);
    c->fd = fd;
    c->listener = listener;
    c->has_hello_ahead = listener->drops_hello;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
}

static int bind_to(const char *address) {
  struct sockaddr_un path = {.sun_family = AF_UNIX};
  struct sockaddr_in port = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)atoi(address)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int is_unix = address[0] == '/';
  int on = 1;
  int fd = socket(is_unix ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  strncpy(path.sun_path, address, sizeof path.sun_path - 1);
  if (bind(fd, is_unix ? (void *)&path : (void *)&port, is_unix ? sizeof path : sizeof port) < 0)
    fail(address);
  if (listen(fd, 4096) < 0) fail(address);
  return fd;
}

static void listen_on(const char *spec) {
  struct listener *l = &listeners[listener_count++];
  const char *at = strchr(spec, '@');
  if (!at) fail(spec);
  l->drops_hello = strstr(spec, "+hello") != NULL;
  l->service = strncmp(spec, "echo", 4) == 0 ? ECHOES : strncmp(spec, "sink", 4) == 0 ? SINKS : SOURCES;
  l->is_unix = at[1] == '/';
  l->fd = bind_to(at + 1);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = l};
  epoll_ctl(epoll, EPOLL_CTL_ADD, l->fd, &event);
}

static int is_listener(const void *p) {
  return (const struct listener *)p >= listeners &&
         (const struct listener *)p < listeners + LISTENERS_MOST;
}

static void prepare(void) {
  signal(SIGPIPE, SIG_IGN);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  scratch = malloc(SCRATCH);
  memset(scratch, 'y', SCRATCH);
  source_file = memfd_create("source", MFD_CLOEXEC);
  for (int i = 0; i < SOURCE_FILE / SCRATCH; i++)
    if (write(source_file, scratch, SCRATCH) != SCRATCH) fail("memfd");
}

int main(int argc, char **argv) {
  if (argc < 2 || argc > LISTENERS_MOST) {
    fprintf(stderr, "usage: upstream echo|sink|source[+hello]@PORT|/PATH…\n");
    return 64;
  }
  prepare();
  for (int i = 1; i < argc; i++) listen_on(argv[i]);
  printf("ready\n");
  fflush(stdout);
  struct epoll_event events[EVENTS];
  for (;;) {
    int count = epoll_wait(epoll, events, EVENTS, ready ? 0 : -1);
    for (int i = 0; i < count; i++) {
      void *p = events[i].data.ptr;
      if (is_listener(p)) accept_some(p);
      else if (!((struct conn *)p)->is_queued) drive(p);
    }
    /* Each queued one has its turn after the events: none of these can have freed it. */
    struct conn *turn = ready;
    ready = NULL;
    while (turn) {
      struct conn *c = turn;
      turn = c->next;
      c->is_queued = 0;
      drive(c);
    }
  }
}
