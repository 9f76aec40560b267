#ifndef SEMANTEST_NODE_BRIDGES_H
#define SEMANTEST_NODE_BRIDGES_H

#include <stddef.h>

/// The bytes of Sources/Packager/Bridges/aws-rest.cjs.
const unsigned char *semantest_bridge_aws_rest(size_t *length);

/// The bytes of Sources/Packager/Bridges/aws-rest.mjs.
const unsigned char *semantest_bridge_aws_rest_module(size_t *length);

/// The bytes of Sources/Packager/Bridges/aws-websocket.cjs.
const unsigned char *semantest_bridge_aws_websocket(size_t *length);

#endif
