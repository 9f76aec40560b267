// The bridges as data of the binary: #embed (C23) compiles at once, a Swift array of their size takes seconds.
#include "CNodeBridges.h"

static const unsigned char aws_rest[] = {
#embed "../Packager/Bridges/aws-rest.cjs"
};

static const unsigned char aws_rest_module[] = {
#embed "../Packager/Bridges/aws-rest.mjs"
};

static const unsigned char aws_websocket[] = {
#embed "../Packager/Bridges/aws-websocket.cjs"
};

const unsigned char *semantest_bridge_aws_rest(size_t *length) {
    *length = sizeof aws_rest;
    return aws_rest;
}

const unsigned char *semantest_bridge_aws_rest_module(size_t *length) {
    *length = sizeof aws_rest_module;
    return aws_rest_module;
}

const unsigned char *semantest_bridge_aws_websocket(size_t *length) {
    *length = sizeof aws_websocket;
    return aws_websocket;
}
