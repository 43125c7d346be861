/** Tests of the questions to block devices, on answers captured from devices. */
@NullMarked
package io.diskwright.probe.device;

import org.jspecify.annotations.NullMarked;
