// Pictures of touching cells with their labels, from the regions in the overlay of an image.
// Fiji: File > New > Script..., language JavaScript.
#@ MumuService mumu
#@ ij.ImagePlus image
#@ String (value="count=10 seed=1") options
#@output ij.ImagePlus pictures
#@output ij.ImagePlus labels

var cells = [];
for (var i = 0; i < image.getOverlay().size(); i++) {
    cells.push(mumu.region(image, image.getOverlay().get(i)));
}
var made = mumu.trainingData(options + " ground=[black; grey]", {cell: cells});
pictures = made.get(0);
labels = made.get(1);
