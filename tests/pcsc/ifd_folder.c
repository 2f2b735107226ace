/* A card reader for the real pcscd that exists only in a folder, for tests.
 *
 * DEVICENAME in reader.conf names the folder. It holds
 *   card.sock  where a card connects: whoever is connected lies on the reader
 *   unplugged  while this file exists the reader is not plugged in
 * Over the socket go messages of two bytes of length, high byte first, and a body. The reader sends one byte to switch
 * the card (0 off, 1 on, 2 reset) or to ask for its ATR (4), and commands of several bytes; the card answers the last
 * two. A card is seen as soon as it connects, as over the interrupt line of a USB reader.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <ifdhandler.h>
#include <reader.h>

enum { OFF = 0, ON = 1, RESET = 2, ASK_ATR = 4, LOOK_MS = 50, PATIENCE_S = 2, LONGEST = 300, READERS = 16 };

struct slot {
    pthread_mutex_t lock;
    char folder[90];
    int door; /* where cards connect */
    int card; /* the one that lies there */
    int gone; /* not plugged in when the service looked last */
    int fell; /* the card that lay there is no more, and the service has not looked since */
    UCHAR atr[MAX_ATR_SIZE];
    DWORD atr_length;
};
static struct slot slots[READERS] = {[0 ... READERS - 1] = {.lock = PTHREAD_MUTEX_INITIALIZER, .door = -1, .card = -1}};

/* The reader's number is the upper half of what pcscd hands in. */
static struct slot *slot_of(DWORD lun) { return &slots[(lun >> 16) % READERS]; }

static int is_unplugged(struct slot *r) {
    char path[120];
    snprintf(path, sizeof path, "%s/unplugged", r->folder);
    return access(path, F_OK) == 0;
}

static void take_away(struct slot *r) {
    if (r->card >= 0) close(r->card);
    r->fell |= r->card >= 0;
    r->card = -1;
    r->atr_length = 0;
}

static int say(struct slot *r, const UCHAR *body, size_t length) {
    UCHAR message[2 + LONGEST];
    if (r->card < 0 || length > LONGEST) return 0;
    message[0] = (UCHAR)(length >> 8);
    message[1] = (UCHAR)length;
    memcpy(message + 2, body, length);
    return send(r->card, message, length + 2, MSG_NOSIGNAL) == (ssize_t)(length + 2);
}

/* A service that was stopped goes on: its wait was cut short, but the card has said nothing wrong. */
static int hear_all(struct slot *r, UCHAR *body, size_t length) {
    ssize_t got;
    do got = recv(r->card, body, length, MSG_WAITALL);
    while (got < 0 && errno == EINTR);
    return got == (ssize_t)length;
}

static ssize_t hear(struct slot *r, UCHAR *body, size_t room) {
    UCHAR head[2];
    size_t length;
    if (r->card < 0 || !hear_all(r, head, 2)) return -1;
    length = (size_t)head[0] << 8 | head[1];
    if (length > room || !hear_all(r, body, length)) return -1;
    return (ssize_t)length;
}

/* Look whether a card lies there, with the lock held: notice one that has gone, take one that waits. */
static int look(struct slot *r) {
    struct pollfd seen = {.fd = r->card, .events = POLLRDHUP};
    if (r->card >= 0 && poll(&seen, 1, 0) > 0 && (seen.revents & (POLLRDHUP | POLLHUP | POLLERR))) take_away(r);
    if (r->fell) {
        r->fell = 0;
        return 0; /* one that waits is seen next time: a swap is two changes */
    }
    seen.fd = r->door;
    seen.events = POLLIN;
    if (r->card < 0 && r->door >= 0 && poll(&seen, 1, 0) > 0) {
        struct timeval patience = {.tv_sec = PATIENCE_S};
        UCHAR ask = ASK_ATR;
        ssize_t length = -1;
        r->card = accept(r->door, NULL, NULL);
        if (r->card >= 0) setsockopt(r->card, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (say(r, &ask, 1)) length = hear(r, r->atr, sizeof r->atr);
        if (length < 2) take_away(r);
        else r->atr_length = (DWORD)length;
    }
    return r->card >= 0;
}

/* pcscd calls this without its own lock and looks anew when it returns. */
static RESPONSECODE wait_for_change(DWORD lun, int timeout_ms) {
    struct slot *r = slot_of(lun);
    int before, back;
    pthread_mutex_lock(&r->lock);
    before = r->card;
    back = r->gone && before >= 0;
    pthread_mutex_unlock(&r->lock);
    if (back) return IFD_SUCCESS; /* a card that lies there is found again with the reader */
    for (; timeout_ms > 0; timeout_ms -= LOOK_MS) {
        struct pollfd seen = {.fd = before >= 0 ? before : r->door, .events = before >= 0 ? POLLRDHUP : POLLIN};
        int changed;
        if (is_unplugged(r)) {
            usleep(LOOK_MS * 500);
            return IFD_SUCCESS;
        }
        if (poll(&seen, 1, LOOK_MS) > 0) return IFD_SUCCESS;
        pthread_mutex_lock(&r->lock);
        changed = before != r->card;
        pthread_mutex_unlock(&r->lock);
        if (changed) return IFD_SUCCESS;
    }
    return IFD_SUCCESS;
}

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct slot *r = slot_of(lun);
    snprintf(r->folder, sizeof r->folder, "%s", name);
    if (is_unplugged(r)) return IFD_NO_SUCH_DEVICE;
    snprintf(address.sun_path, sizeof address.sun_path, "%s/card.sock", r->folder);
    unlink(address.sun_path);
    r->door = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(r->door, (struct sockaddr *)&address, sizeof address) || listen(r->door, 4)) {
        close(r->door);
        r->door = -1;
        return IFD_COMMUNICATION_ERROR;
    }
    return IFD_SUCCESS;
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel) {
    (void)lun;
    (void)channel;
    return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHCloseChannel(DWORD lun) {
    struct slot *r = slot_of(lun);
    pthread_mutex_lock(&r->lock);
    take_away(r);
    if (r->door >= 0) close(r->door);
    r->door = -1;
    pthread_mutex_unlock(&r->lock);
    return IFD_SUCCESS;
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value) {
    RESPONSECODE (*wait)(DWORD, int) = wait_for_change;
    struct slot *r = slot_of(lun);
    switch (tag) {
    case TAG_IFD_ATR:
    case SCARD_ATTR_ATR_STRING:
        if (*length < r->atr_length) return IFD_ERROR_INSUFFICIENT_BUFFER;
        memcpy(value, r->atr, r->atr_length);
        *length = r->atr_length;
        return IFD_SUCCESS;
    case TAG_IFD_SIMULTANEOUS_ACCESS:
        *length = 1;
        *value = READERS;
        return IFD_SUCCESS;
    case TAG_IFD_SLOTS_NUMBER:
    case TAG_IFD_POLLING_THREAD_KILLABLE:
        *length = 1;
        *value = 1;
        return IFD_SUCCESS;
    case TAG_IFD_POLLING_THREAD_WITH_TIMEOUT:
        if (*length < sizeof wait) return IFD_ERROR_INSUFFICIENT_BUFFER;
        memcpy(value, &wait, sizeof wait);
        *length = sizeof wait;
        return IFD_SUCCESS;
    }
    return IFD_ERROR_TAG;
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value) {
    (void)lun;
    (void)tag;
    (void)length;
    (void)value;
    return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR p1, UCHAR p2, UCHAR p3) {
    (void)lun;
    (void)protocol;
    (void)flags;
    (void)p1;
    (void)p2;
    (void)p3;
    return IFD_SUCCESS;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR value, PDWORD length) {
    UCHAR order = action == IFD_POWER_UP ? ON : action == IFD_RESET ? RESET : OFF;
    RESPONSECODE result = IFD_SUCCESS;
    struct slot *r = slot_of(lun);
    pthread_mutex_lock(&r->lock);
    if (!say(r, &order, 1)) {
        take_away(r);
        if (order != OFF) result = IFD_ERROR_POWER_ACTION;
    }
    if (order != OFF && result == IFD_SUCCESS) {
        memcpy(value, r->atr, r->atr_length);
        *length = r->atr_length;
    } else if (length) {
        *length = 0;
    }
    pthread_mutex_unlock(&r->lock);
    return result;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send_head, PUCHAR command, DWORD length, PUCHAR answer,
                               PDWORD room, PSCARD_IO_HEADER receive_head) {
    ssize_t got = -1;
    struct slot *r = slot_of(lun);
    (void)send_head;
    (void)receive_head;
    pthread_mutex_lock(&r->lock);
    if (length > 1 && say(r, command, length)) got = hear(r, answer, *room);
    if (got < 0) take_away(r);
    pthread_mutex_unlock(&r->lock);
    *room = got < 0 ? 0 : (DWORD)got;
    return got < 0 ? IFD_COMMUNICATION_ERROR : IFD_SUCCESS;
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR out, DWORD out_length, PUCHAR in, DWORD in_length,
                         LPDWORD returned) {
    (void)lun;
    (void)code;
    (void)out;
    (void)out_length;
    (void)in;
    (void)in_length;
    if (returned) *returned = 0;
    return IFD_ERROR_NOT_SUPPORTED;
}

RESPONSECODE IFDHICCPresence(DWORD lun) {
    int gone, present;
    struct slot *r = slot_of(lun);
    pthread_mutex_lock(&r->lock);
    r->gone = gone = is_unplugged(r);
    present = gone ? 0 : look(r);
    pthread_mutex_unlock(&r->lock);
    if (gone) return IFD_NO_SUCH_DEVICE;
    return present ? IFD_ICC_PRESENT : IFD_ICC_NOT_PRESENT;
}
