/* The least that a program on libssh2 can do: connect, authenticate, run one command, print what it says.
 *
 *   libssh2_floor ADDRESS PORT USER KEY COMMAND [INPUT]
 *
 * The command gets the file INPUT as its standard input, or nothing. Exit code: the command's, or 255. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <libssh2.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BLOCK = 256 * 1024 };

static LIBSSH2_SESSION *session;

static void fail(const char *what) {
    char *why = NULL;
    if (session) libssh2_session_last_error(session, &why, NULL, 0);
    fprintf(stderr, "libssh2_floor: %s: %s\n", what, why ? why : "");
    exit(255);
}

static int connected(const char *address, const char *port) {
    struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    int on = 1, channel = socket(AF_INET, SOCK_STREAM, 0);
    if (inet_pton(AF_INET, address, &peer.sin_addr) != 1) fail("not an address");
    if (connect(channel, (struct sockaddr *)&peer, sizeof peer)) fail("cannot connect");
    setsockopt(channel, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return channel;
}

static void send_file(LIBSSH2_CHANNEL *channel, const char *path) {
    static char block[BLOCK];
    int file = open(path, O_RDONLY);
    if (file < 0) fail("cannot read the input");
    for (ssize_t have; (have = read(file, block, sizeof block)) > 0;)
        for (ssize_t sent = 0; sent < have;) {
            ssize_t more = libssh2_channel_write(channel, block + sent, (size_t)(have - sent));
            if (more < 0) fail("cannot send");
            sent += more;
        }
    close(file);
}

static void print_output(LIBSSH2_CHANNEL *channel) {
    static char block[BLOCK];
    for (ssize_t have; (have = libssh2_channel_read(channel, block, sizeof block)) > 0;)
        fwrite(block, 1, (size_t)have, stdout);
}

int main(int count, char **words) {
    if (count < 6) fail("usage: libssh2_floor ADDRESS PORT USER KEY COMMAND [INPUT]");
    libssh2_init(0);
    int socket = connected(words[1], words[2]);
    session = libssh2_session_init();
    if (libssh2_session_handshake(session, socket)) fail("no handshake");
    if (libssh2_userauth_publickey_fromfile(session, words[3], NULL, words[4], NULL)) fail("not authenticated");
    LIBSSH2_CHANNEL *channel = libssh2_channel_open_session(session);
    if (!channel || libssh2_channel_exec(channel, words[5])) fail("no channel");
    if (count > 6) send_file(channel, words[6]);
    libssh2_channel_send_eof(channel);
    print_output(channel);
    libssh2_channel_close(channel);
    libssh2_channel_wait_closed(channel);
    int status = libssh2_channel_get_exit_status(channel);
    libssh2_session_disconnect(session, "done");
    close(socket);
    return status;
}
