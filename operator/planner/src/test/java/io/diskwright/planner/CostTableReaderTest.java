package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CostTableReaderTest {
  private static final String HEADER = String.join(",", CostTableReader.COLUMNS) + "\n";
  private static final String ROW =
      "ext4,qcow2,cluster_size=65536;preallocation=metadata,"
          + "1000,1,2,3,4,5,100,200,100,150,7,0.1\n";

  @Test
  void shouldReadWhatIsRight() {
    CostTable table = CostTableReader.read("t", "# measured by hand\n" + HEADER + ROW);

    assertThat(table.kinds()).containsExactly("ext4");
    Costs costs =
        table.nearest("ext4", ImageFormat.qcow2, Options.of(Options.PREALLOCATION, "metadata"));
    assertThat(costs).isEqualTo(new Costs(1000, 1, 2, 3, 4, 5, 100, 200, 100, 150, 7, 0.1));
  }

  @Test
  void shouldTakeAnOptionAtItsDefaultForTheSameAsNone() {
    CostTable table = CostTableReader.read("t", HEADER + ROW);

    assertThat(
            table.covers(
                "ext4",
                ImageFormat.qcow2,
                Options.of(Options.PREALLOCATION, "metadata", Options.LAZY_REFCOUNTS, "off")))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1000,1|NaN,1|line 2: sizeBytes: 'NaN' is not finite",
        ",1,2,3,|,Infinity,2,3,|line 2: firstWriteIops: 'Infinity' is not finite",
        ",1,2,3,|,-1,2,3,|line 2: firstWriteIops: -1 must be above zero",
        ",1,2,3,|,0,2,3,|line 2: firstWriteIops: 0 must be above zero",
        ",5,100|,-5,100|line 2: createdBytes: -5 must not be negative",
        ",0.1|,|line 2: spread: '' is not a number",
        ",7,0.1|,7|line 2: has 14 values instead of 15",
        ",100,200|,1001,200|line 2: more bytes written than the image has",
        "qcow2|qcow9|line 2: unknown format 'qcow9'",
        "ext4,|,|line 2: kind is empty",
        "cluster_size=65536;|x;|line 2: option 'x' is not of the form key=value",
        "cluster_size=65536;|zz=1;|line 2: option 'preallocation' is there twice or not in"
      })
  void shouldNameTheLineThatIsWrong(String right, String wrong, String message) {
    String row = ROW.replaceFirst(java.util.regex.Pattern.quote(right), wrong);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostTableReader.read("costs.csv", HEADER + row))
        .withMessageStartingWith("costs.csv " + message);
  }

  @Test
  void shouldRefuseAnUnknownColumn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostTableReader.read("t", HEADER.replace("spread", "colour") + ROW))
        .withMessageStartingWith("t line 1: the columns must be kind,format,options");
  }

  @Test
  void shouldRefuseTheSameWayTwiceEvenIfItIsSpelledOtherwise() {
    String again = ROW.replace("cluster_size=65536;", "");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostTableReader.read("t", HEADER + ROW + again))
        .withMessageStartingWith("t line 3: the same kind, format and options");
  }

  @Test
  void shouldRefuseATableWithoutCosts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostTableReader.read("t", HEADER))
        .withMessage("t: holds no costs");
  }
}
