package io.diskwright.probe;

import java.time.Duration;

/** A call has not come back in its time; the message says which, where, and what to do. */
public final class HangException extends Exception {
  private static final long serialVersionUID = 1;

  HangException(String call, String target, Duration limit) {
    super(message(call, target, Findings.Hang.seconds(limit)));
  }

  static String message(String call, String target, String seconds) {
    return call
        + " of "
        + Messages.printable(target)
        + " has not come back after "
        + seconds
        + "; see in dmesg whether the disk answers, or whether the server of a network mount"
        + " does; it is asked again once the call has come back";
  }
}
