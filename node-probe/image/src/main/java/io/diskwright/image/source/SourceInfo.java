package io.diskwright.image.source;

/**
 * What an image from outside is.
 *
 * @param format by QEMU's name, such as {@code qcow2}
 * @param virtualBytes bytes the guest sees
 * @param fileBytes length of the file
 */
public record SourceInfo(String format, long virtualBytes, long fileBytes) {}
