// libcurl opened at run time: the program does not list it among its needed libraries, so that commands which make no
// request start without it and `doctor` can name it when it is missing. Each function is the libcurl function of the
// same name without variable arguments, which Swift cannot call. Option, info and result numbers are libcurl's own
// (curl/curl.h); Swift sees them through CSystemCurl.
#ifndef CCURLSHIM_H
#define CCURLSHIM_H

#include <stddef.h>

#pragma clang assume_nonnull begin

/// Opens `library` and resolves every function; the first library that succeeds serves for the life of the process.
/// Returns 0, or -1 with the reason in `message` (NUL-terminated, at most `capacity` bytes). Safe on any thread.
int ccurl_open(const char *library, char *message, size_t capacity);

/// The functions below may be called only after `ccurl_open` returned 0.

/// The version sentence of `curl_version`, owned by libcurl.
const char *ccurl_version(void);
/// The text of a result code, owned by libcurl.
const char *ccurl_easy_strerror(int code);

void *_Nullable ccurl_easy_init(void);
void ccurl_easy_cleanup(void *easy);
void ccurl_easy_reset(void *easy);

int ccurl_set_long(void *easy, unsigned int option, long value);
int ccurl_set_string(void *easy, unsigned int option, const char *_Nullable value);
int ccurl_set_pointer(void *easy, unsigned int option, void *_Nullable value);
int ccurl_set_offset(void *easy, unsigned int option, long long value);

typedef size_t (*ccurl_data_callback)(char *_Nullable buffer, size_t size, size_t count, void *_Nullable context);
typedef int (*ccurl_seek_callback)(void *_Nullable context, long long offset, int origin);
/// Called when the connection stands and the request is about to be sent; a value other than 0 aborts the transfer.
typedef int (*ccurl_before_request_callback)(void *_Nullable context);

/// The callbacks of one transfer; `context` is given to each of them and must outlive the transfer.
typedef struct ccurl_callbacks {
    ccurl_data_callback _Nonnull write;
    ccurl_data_callback _Nonnull header;
    ccurl_data_callback _Nonnull read;
    ccurl_seek_callback _Nonnull seek;
    ccurl_before_request_callback _Nonnull before_request;
    void *context;
} ccurl_callbacks;

/// Sets all callbacks, and closes the connection's socket on exec. `callbacks` and its context must outlive the transfer.
int ccurl_set_callbacks(void *easy, const ccurl_callbacks *callbacks);

/// Closes the connection's socket on exec, for a transfer without callbacks.
int ccurl_set_close_on_exec(void *easy);

int ccurl_get_long(void *easy, unsigned int info, long *value);

/// Appends a copy of `line`; returns the list, or NULL when memory is short (the old list then stays valid).
void *_Nullable ccurl_list_append(void *_Nullable list, const char *line);
void ccurl_list_free(void *_Nullable list);

void *_Nullable ccurl_multi_init(void);
int ccurl_multi_cleanup(void *multi);
int ccurl_multi_set_long(void *multi, unsigned int option, long value);
int ccurl_multi_add(void *multi, void *easy);
int ccurl_multi_remove(void *multi, void *easy);
int ccurl_multi_perform(void *multi, int *running);
/// Waits for activity, a timer of libcurl, `ccurl_multi_wakeup` or `milliseconds`.
int ccurl_multi_poll(void *multi, int milliseconds);
/// The same, and returns also when `socket` can be read or written, as far as that is wanted.
int ccurl_multi_poll_socket(void *multi, long socket, int wants_read, int wants_write, int milliseconds);
/// The only function that may be called on another thread than the one which drives `multi`.
int ccurl_multi_wakeup(void *multi);
/// Takes the next finished transfer: returns its handle and result code, or NULL when there is none.
void *_Nullable ccurl_multi_next_done(void *multi, int *result);

/// Bytes over a connection that was made with CURLOPT_CONNECT_ONLY; CURLE_AGAIN when it would have to wait.
int ccurl_easy_send(void *easy, const void *bytes, size_t count, size_t *sent);
/// The same, the other way; 0 received bytes with CURLE_OK mean that the peer ended the connection.
int ccurl_easy_recv(void *easy, void *buffer, size_t count, size_t *received);

#pragma clang assume_nonnull end

#endif
