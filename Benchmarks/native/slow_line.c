/* A long line to a host near by: whatever enters on one side leaves on the other MILLISECONDS later, as fast as ever.
 *
 *   slow_line PORT MILLISECONDS ADDRESS ADDRESS_PORT        listens on 127.0.0.1:PORT until SIGTERM
 *
 * Says at its end, as JSON, how many connections and bytes it carried and how many round trips they took. Round trips
 * are counted by what each side can know, not by the clock: a client's message belongs to the trip after the latest
 * one whose answer it has seen; a host's answer to the latest message that has reached it. Data that cross on the way
 * therefore cost nothing, as in reality, and no more trips are counted than there was time for. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 128, BLOCK = 64 * 1024, MAXIMUM_QUEUED = 64 * 1024 * 1024, UP = 0, DOWN = 1 };

/* Bytes on their way; none at all stand for the end of the stream. */
struct message {
    struct message *next;
    double due;
    long trip;
    size_t length, sent;
    char bytes[];
};

struct direction {
    int from, to, ended, delivered_end;
    double ready;
    size_t queued;
    struct message *first, *last;
};

struct connection {
    int open;
    struct direction directions[2];
};

static struct connection connections[CONNECTIONS];
static double delay;
static volatile sig_atomic_t stopped;

/* The latest trip whose message has reached the host, and whose answer has reached the client. */
static long reached_host, reached_client;
static long count_connections, count_bytes[2];

static void stop(int signal) {
    (void)signal;
    stopped = 1;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static struct sockaddr_in address_of(const char *host, const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    inet_pton(AF_INET, host, &address.sin_addr);
    return address;
}

static void make_prompt(int socket) {
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
}

static void enqueue(struct direction *direction, long trip, double due, const char *bytes, size_t length) {
    struct message *message = malloc(sizeof *message + length);
    if (!message) fail("malloc");
    *message = (struct message){.due = due, .trip = trip, .length = length};
    if (length) memcpy(message->bytes, bytes, length);
    if (direction->last) direction->last->next = message;
    else direction->first = message;
    direction->last = message;
    direction->queued += length;
}

static void drop_first(struct direction *direction) {
    struct message *message = direction->first;
    direction->first = message->next;
    if (!direction->first) direction->last = NULL;
    direction->queued -= message->length;
    free(message);
}

static void close_connection(struct connection *connection) {
    for (int way = UP; way <= DOWN; way++) {
        while (connection->directions[way].first) drop_first(&connection->directions[way]);
        close(connection->directions[way].from);
    }
    *connection = (struct connection){0};
}

/* Opening costs a trip of its own: the client may send when the answer is here, the host when it knows that it is. */
static void open_connection(int listener, const struct sockaddr_in *host) {
    int client = accept(listener, NULL, NULL), server = socket(AF_INET, SOCK_STREAM, 0), place = 0;
    while (place < CONNECTIONS && connections[place].open) place++;
    if (client < 0 || place == CONNECTIONS || connect(server, (const struct sockaddr *)host, sizeof *host)) {
        if (client >= 0) close(client);
        close(server);
        return;
    }
    make_prompt(client);
    make_prompt(server);
    count_connections++;
    reached_client++;
    if (reached_host <= reached_client) reached_host = reached_client + 1;
    double opened = now() + 2 * delay;
    connections[place] = (struct connection){
        .open = 1,
        .directions = {{.from = client, .to = server, .ready = opened},
                       {.from = server, .to = client, .ready = opened + delay}},
    };
}

static void receive(struct connection *connection, int way, double time) {
    static char block[BLOCK];
    struct direction *direction = &connection->directions[way];
    ssize_t length = read(direction->from, block, sizeof block);
    if (length < 0 && errno == EAGAIN) return;
    if (length <= 0) {
        direction->ended = 1;
        length = 0;
    }
    count_bytes[way] += length;
    double sent = time > direction->ready ? time : direction->ready;
    enqueue(direction, way == UP ? reached_client + 1 : reached_host, sent + delay, block, (size_t)length);
}

static void arrive(int way, long trip) {
    long *reached = way == UP ? &reached_host : &reached_client;
    if (*reached < trip) *reached = trip;
}

/* Delivers what is due; false if the other side is gone. */
static int deliver(struct direction *direction, int way, double time) {
    while (direction->first && direction->first->due <= time) {
        struct message *message = direction->first;
        if (!message->length) {
            shutdown(direction->to, SHUT_WR);
            direction->delivered_end = 1;
        } else {
            ssize_t sent = write(direction->to, message->bytes + message->sent, message->length - message->sent);
            if (sent < 0 && errno != EAGAIN) return 0;
            if (sent > 0) {
                arrive(way, message->trip);
                message->sent += (size_t)sent;
            }
            if (message->sent < message->length) {
                message->due = time + 0.0005;
                return 1;
            }
        }
        drop_first(direction);
    }
    return 1;
}

static void deliver_all(void) {
    double time = now();
    for (int place = 0; place < CONNECTIONS; place++) {
        struct connection *connection = &connections[place];
        if (!connection->open) continue;
        struct direction *up = &connection->directions[UP], *down = &connection->directions[DOWN];
        int alive = deliver(up, UP, time) && deliver(down, DOWN, time);
        int over = up->delivered_end && down->delivered_end;
        if (!alive || over) close_connection(connection);
    }
}

/* Waits until something can be read or is due, then reads. */
static void wait_and_receive(int listener, const struct sockaddr_in *host) {
    struct pollfd polled[1 + 2 * CONNECTIONS] = {{.fd = listener, .events = POLLIN}};
    int places[1 + 2 * CONNECTIONS], ways[1 + 2 * CONNECTIONS], count = 1;
    double time = now(), wake = time + 1;
    for (int place = 0; place < CONNECTIONS; place++)
        for (int way = UP; connections[place].open && way <= DOWN; way++) {
            struct direction *direction = &connections[place].directions[way];
            if (direction->first && direction->first->due < wake) wake = direction->first->due;
            if (direction->ended || direction->queued > MAXIMUM_QUEUED) continue;
            polled[count] = (struct pollfd){.fd = direction->from, .events = POLLIN};
            places[count] = place;
            ways[count++] = way;
        }
    double pause = wake > time ? wake - time : 0;
    struct timespec timeout = {.tv_sec = (time_t)pause, .tv_nsec = (long)((pause - (double)(time_t)pause) * 1e9)};
    if (ppoll(polled, (nfds_t)count, &timeout, NULL) <= 0) return;
    time = now();
    for (int index = 1; index < count; index++)
        if (polled[index].revents) receive(&connections[places[index]], ways[index], time);
    if (polled[0].revents) open_connection(listener, host);
}

int main(int count, char **words) {
    if (count != 5) {
        fprintf(stderr, "usage: slow_line PORT MILLISECONDS ADDRESS ADDRESS_PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, stop);
    delay = atof(words[2]) / 1000;
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in own = address_of("127.0.0.1", words[1]), host = address_of(words[3], words[4]);
    if (bind(listener, (struct sockaddr *)&own, sizeof own) || listen(listener, CONNECTIONS)) fail("cannot listen");
    while (!stopped) {
        wait_and_receive(listener, &host);
        deliver_all();
    }
    printf("{\"round_trips\": %ld, \"connections\": %ld, \"bytes_up\": %ld, \"bytes_down\": %ld}\n",
           reached_client, count_connections, count_bytes[UP], count_bytes[DOWN]);
    return 0;
}
