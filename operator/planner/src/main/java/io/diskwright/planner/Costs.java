package io.diskwright.planner;

/**
 * What one way of making images costs on one kind of device, as measured.
 *
 * @param sizeBytes virtual size of the image measured
 * @param firstWriteIops random 4 KiB writes a second to places never written before
 * @param overwriteIops random 4 KiB writes a second to places written before
 * @param randomReadIops random 4 KiB reads a second
 * @param sequentialWriteMiBps MiB a second of 1 MiB writes one after another
 * @param createdBytes bytes allocated when the image was just made
 * @param randomWrittenBytes bytes then written at random
 * @param randomAllocatedBytes bytes allocated after that
 * @param sequentialWrittenBytes bytes written in sequence to another fresh image
 * @param sequentialAllocatedBytes bytes allocated after that
 * @param createMillis milliseconds it took to make the image
 * @param spread relative spread of the repeats, 0.1 for a tenth
 */
record Costs(
    double sizeBytes,
    double firstWriteIops,
    double overwriteIops,
    double randomReadIops,
    double sequentialWriteMiBps,
    double createdBytes,
    double randomWrittenBytes,
    double randomAllocatedBytes,
    double sequentialWrittenBytes,
    double sequentialAllocatedBytes,
    double createMillis,
    double spread) {

  /** The same, with every speed multiplied by {@code factor}. */
  Costs timesSpeed(double factor) {
    return new Costs(
        sizeBytes,
        firstWriteIops * factor,
        overwriteIops * factor,
        randomReadIops * factor,
        sequentialWriteMiBps * factor,
        createdBytes,
        randomWrittenBytes,
        randomAllocatedBytes,
        sequentialWrittenBytes,
        sequentialAllocatedBytes,
        createMillis,
        spread);
  }
}
