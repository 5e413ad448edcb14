/* One non-blocking connection, TLS or plain, as the generator sees it. */
#ifndef WIRE_H
#define WIRE_H

#include <openssl/ssl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What a read or a write returns beside a count of bytes. */
enum { WOULD_BLOCK = -1, ENDED = -2, BROKEN = -3 };

struct wire {
  int fd;
  SSL *ssl; /* NULL: plain */
};

/* Connects to 127.0.0.1 from one of the addresses 127.0.0.1 … 127.0.0.(1+source); -1: failed. */
int wire_dial(int port, int source);

/* 1: connected, 0: not yet, -1: failed. */
int wire_is_connected(const struct wire *w);

ssize_t wire_read(struct wire *w, void *to, size_t most);

/* Reads and forgets; plain bytes are not even copied out of the kernel. */
ssize_t wire_discard(struct wire *w, void *scratch, size_t most);

ssize_t wire_write(struct wire *w, const void *from, size_t size);

/* Ends TLS (without waiting for the answer) and closes. */
void wire_close(struct wire *w, int say_goodbye);

#endif
