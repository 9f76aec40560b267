#include "CCurlShim.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>

// curl.h wraps these in type-checking macros, which would hide the member names below.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define FUNCTIONS(DO)                                                                                                  \
    DO(curl_global_init) DO(curl_version) DO(curl_easy_strerror) DO(curl_easy_init) DO(curl_easy_cleanup)              \
    DO(curl_easy_reset) DO(curl_easy_setopt) DO(curl_easy_getinfo) DO(curl_slist_append) DO(curl_slist_free_all)       \
    DO(curl_multi_init) DO(curl_multi_cleanup) DO(curl_multi_setopt) DO(curl_multi_add_handle)                         \
    DO(curl_multi_remove_handle) DO(curl_multi_perform) DO(curl_multi_poll) DO(curl_multi_wakeup)                      \
    DO(curl_multi_info_read) DO(curl_easy_send) DO(curl_easy_recv)

#define MEMBER(name) __typeof__(&name) name;
static struct { FUNCTIONS(MEMBER) } api;

static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static int is_open = 0;

// Keeps the handle only when this is the first success, as `api` then points into it.
static int open_library(const char *library, char *message, size_t capacity) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        const char *reason = dlerror();
        snprintf(message, capacity, "%s", reason != NULL ? reason : "dlopen failed");
        return -1;
    }
    if (is_open) {
        dlclose(handle);
        return 0;
    }
#define RESOLVE(name)                                                                                                  \
    api.name = (__typeof__(&name))dlsym(handle, #name);                                                                \
    if (api.name == NULL) {                                                                                            \
        snprintf(message, capacity, "%s has no function " #name ": it is too old or not libcurl", library);            \
        dlclose(handle);                                                                                               \
        return -1;                                                                                                     \
    }
    FUNCTIONS(RESOLVE)
    CURLcode code = api.curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) {
        snprintf(message, capacity, "curl_global_init failed: %s", api.curl_easy_strerror(code));
        dlclose(handle);
        return -1;
    }
    is_open = 1;
    return 0;
}

int ccurl_open(const char *library, char *message, size_t capacity) {
    pthread_mutex_lock(&opening);
    int result = open_library(library, message, capacity);
    pthread_mutex_unlock(&opening);
    return result;
}

const char *ccurl_version(void) { return api.curl_version(); }
const char *ccurl_easy_strerror(int code) { return api.curl_easy_strerror((CURLcode)code); }

void *ccurl_easy_init(void) { return api.curl_easy_init(); }
void ccurl_easy_cleanup(void *easy) { api.curl_easy_cleanup(easy); }
void ccurl_easy_reset(void *easy) { api.curl_easy_reset(easy); }

int ccurl_set_long(void *easy, unsigned int option, long value) {
    return api.curl_easy_setopt(easy, (CURLoption)option, value);
}

int ccurl_set_string(void *easy, unsigned int option, const char *value) {
    return api.curl_easy_setopt(easy, (CURLoption)option, value);
}

int ccurl_set_pointer(void *easy, unsigned int option, void *value) {
    return api.curl_easy_setopt(easy, (CURLoption)option, value);
}

int ccurl_set_offset(void *easy, unsigned int option, long long value) {
    return api.curl_easy_setopt(easy, (CURLoption)option, (curl_off_t)value);
}

static int seek_trampoline(void *context, curl_off_t offset, int origin) {
    const ccurl_callbacks *callbacks = context;
    return callbacks->seek(callbacks->context, offset, origin);
}

static int before_request_trampoline(void *context, char *remote, char *local, int remote_port, int local_port) {
    (void)remote, (void)local, (void)remote_port, (void)local_port;
    const ccurl_callbacks *callbacks = context;
    return callbacks->before_request(callbacks->context);
}

// Keeps connections out of the programs that this process starts.
static int close_on_exec(void *context, curl_socket_t socket, curlsocktype purpose) {
    (void)context, (void)purpose;
    (void)fcntl(socket, F_SETFD, FD_CLOEXEC);
    return CURL_SOCKOPT_OK;
}

int ccurl_set_callbacks(void *easy, const ccurl_callbacks *callbacks) {
    int failed = 0;
    failed |= api.curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, callbacks->write);
    failed |= api.curl_easy_setopt(easy, CURLOPT_WRITEDATA, callbacks->context);
    failed |= api.curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, callbacks->header);
    failed |= api.curl_easy_setopt(easy, CURLOPT_HEADERDATA, callbacks->context);
    failed |= api.curl_easy_setopt(easy, CURLOPT_READFUNCTION, callbacks->read);
    failed |= api.curl_easy_setopt(easy, CURLOPT_READDATA, callbacks->context);
    failed |= api.curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, seek_trampoline);
    failed |= api.curl_easy_setopt(easy, CURLOPT_SEEKDATA, (void *)callbacks);
    failed |= api.curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request_trampoline);
    failed |= api.curl_easy_setopt(easy, CURLOPT_PREREQDATA, (void *)callbacks);
    failed |= api.curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, close_on_exec);
    return failed;
}

int ccurl_set_close_on_exec(void *easy) {
    return api.curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, close_on_exec);
}

int ccurl_get_long(void *easy, unsigned int info, long *value) {
    return api.curl_easy_getinfo(easy, (CURLINFO)info, value);
}

void *ccurl_list_append(void *list, const char *line) { return api.curl_slist_append(list, line); }
void ccurl_list_free(void *list) { api.curl_slist_free_all(list); }

void *ccurl_multi_init(void) { return api.curl_multi_init(); }
int ccurl_multi_cleanup(void *multi) { return api.curl_multi_cleanup(multi); }

int ccurl_multi_set_long(void *multi, unsigned int option, long value) {
    return api.curl_multi_setopt(multi, (CURLMoption)option, value);
}

int ccurl_multi_add(void *multi, void *easy) { return api.curl_multi_add_handle(multi, easy); }
int ccurl_multi_remove(void *multi, void *easy) { return api.curl_multi_remove_handle(multi, easy); }
int ccurl_multi_perform(void *multi, int *running) { return api.curl_multi_perform(multi, running); }
int ccurl_multi_poll(void *multi, int milliseconds) {
    return api.curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}
int ccurl_multi_poll_socket(void *multi, long socket, int wants_read, int wants_write, int milliseconds) {
    struct curl_waitfd extra = {.fd = (curl_socket_t)socket};
    if (wants_read) extra.events |= CURL_WAIT_POLLIN;
    if (wants_write) extra.events |= CURL_WAIT_POLLOUT;
    return api.curl_multi_poll(multi, &extra, 1, milliseconds, NULL);
}
int ccurl_multi_wakeup(void *multi) { return api.curl_multi_wakeup(multi); }

void *ccurl_multi_next_done(void *multi, int *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = api.curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *result = (int)message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}

int ccurl_easy_send(void *easy, const void *bytes, size_t count, size_t *sent) {
    return api.curl_easy_send(easy, bytes, count, sent);
}

int ccurl_easy_recv(void *easy, void *buffer, size_t count, size_t *received) {
    return api.curl_easy_recv(easy, buffer, count, received);
}
