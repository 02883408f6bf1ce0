package mumu.request;

/**
 * Where a bound picture was taken, for the record.
 *
 * @param title image title or file path
 * @param roiName name of the ROI, empty for a whole image
 * @param roi ImageJ's ROI bytes in base 64, empty for a whole image
 * @param rule how pixels became colours and what was cut, e.g. {@code mask; display range 0–255}
 */
public record Origin(String title, String roiName, String roi, String rule) {}
