// Two pictures, pixel by pixel. Argument: FIRST|SECOND|LIMIT, the largest difference of 255 that passes. Prints SAME or DIFFERENT first.
parts = split(getArgument(), "|");
Ext.install("mumu.MacroExtensions");
first = Ext.mumuOpen(parts[0]);
second = Ext.mumuOpen(parts[1]);
selectImage(parseInt(second));
width = getWidth();
height = getHeight();
selectImage(parseInt(first));
if (getWidth() != width || getHeight() != height) {
  print("DIFFERENT: " + getWidth() + " x " + getHeight() + " against " + width + " x " + height);
} else {
  pixels = newArray(width * height);
  for (i = 0; i < pixels.length; i++) pixels[i] = getPixel(i % width, floor(i / width));
  selectImage(parseInt(second));
  largest = 0;
  sum = 0;
  for (i = 0; i < pixels.length; i++) {
    other = getPixel(i % width, floor(i / width));
    for (shift = 0; shift < 24; shift += 8) {
      difference = abs(((pixels[i] >> shift) & 255) - ((other >> shift) & 255));
      largest = maxOf(largest, difference);
      sum += difference;
    }
  }
  verdict = "SAME";
  if (largest > parseInt(parts[2])) verdict = "DIFFERENT";
  print(verdict + ": largest difference " + largest + " of 255, mean " + d2s(sum / pixels.length / 3, 3) + "; up to " + parts[2] + " passes");
}
