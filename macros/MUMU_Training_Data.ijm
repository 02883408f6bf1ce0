// MUMU training data: pictures with one to four of your outlined cells, and a label image for each.
// Every region in the overlay of the image is a cell. Where a cell comes to lie follows from the sentence.
// Works from the Macro menu and headless:  -batch MUMU_Training_Data.ijm "image;output folder;number of pictures"
var size = 64;                                         // a cell is fitted into a square of this size
var corners = newArray(0);                             // left and top of each square of a picture
var source = "";                                       // the image with the cells
var labels = 0;                                        // the label image in the making
slots = newArray("cell", "nucleus", "blob", "spot");   // names for the cells of one picture
grounds = newArray("on a black background", "on a grey background", "on a black to grey gradient", "on a black and grey texture");

options = split(getArgument(), ";");
if (options.length < 3)
    options = newArray("test-images/cell.tif", getDirectory("Where the pictures go"), "50");
folder = options[1];
Ext.install("mumu.MacroExtensions");
source = Ext.mumuOpen(options[0]);
title = getTitle();
cells = Overlay.size;
if (cells == 0)
    exit("The overlay of " + title + " is empty. Draw around cells and use MUMU Bind Selection...");
random("seed", 1);
table = "picture,label,region,x,y,width,height\n";
for (i = 0; i < parseInt(options[2]); i++) {
    count = 1 + floor(4 * random());
    chosen = newArray(count);
    bind = "";
    for (k = 0; k < count; k++) {
        chosen[k] = floor(cells * random());
        bind += ";" + slots[k] + "='" + replace(title, "'", "''") + "':#" + (chosen[k] + 1);
    }
    sentence = sentenceOf(count, floor(2 * random()));
    sentence = sentence + " " + grounds[floor(grounds.length * random())];
    selectImage(parseInt(source));
    result = Ext.mumuGenerate("seed=" + i + " bind=[" + substring(bind, 1) + "] prompt=[" + sentence + "]");
    Ext.mumuSave(folder + "/picture-" + i + ".tif");
    newImage("labels", "8-bit black", getWidth(), getHeight(), 1);
    labels = getImageID();
    for (k = 0; k < count; k++) {
        box = drawn(chosen[k], k + 1, corners[2 * k], corners[2 * k + 1]);
        table += "picture-" + i + "," + (k + 1) + "," + (chosen[k] + 1) + "," + box + "\n";
    }
    selectImage(labels);
    Ext.mumuSave(folder + "/labels-" + i + ".tif");
    close();
    selectImage(parseInt(result));
    close();
}
File.saveString(table, folder + "/boxes.csv");
print("MUMU training data: made " + i + " pictures with labels");

// The sentence for so many cells; corners gets left and top of each one's square.
function sentenceOf(count, first) {
    h = size / 2;
    if (count == 1 && first == 1) { corners = newArray(0, h); return "a {cell} on the left"; }
    if (count == 1) { corners = newArray(h, h); return "a {cell}"; }
    if (count == 2 && first == 1) { corners = newArray(h, 0, h, size); return "a {cell} above a {nucleus}"; }
    if (count == 2) { corners = newArray(0, h, size, h); return "a {cell} and a {nucleus}"; }
    if (count == 3) { corners = newArray(0, 0, size, 0, h, size); return "a {cell}, a {nucleus} and a {blob}"; }
    corners = newArray(0, 0, size, 0, 0, size, size, size);
    return "a {cell}, a {nucleus}, a {blob} and a {spot}";
}

// Fills the region's shape, fitted into its square, with the label; returns its box as x,y,width,height.
function drawn(region, label, left, top) {
    selectImage(parseInt(source));
    Overlay.activateSelection(region);
    getSelectionBounds(x, y, width, height);
    side = maxOf(width, height);
    inside = newArray(size * size);
    for (p = 0; p < inside.length; p++) {
        sx = x + floor((p % size + 0.5) * side / size - (side - width) / 2);
        sy = y + floor((floor(p / size) + 0.5) * side / size - (side - height) / 2);
        inside[p] = Roi.contains(sx, sy);
    }
    selectImage(labels);
    x1 = size; y1 = size; x2 = -1; y2 = -1;
    for (p = 0; p < inside.length; p++) {
        if (inside[p]) {
            px = p % size;
            py = floor(p / size);
            setPixel(left + px, top + py, label);
            x1 = minOf(x1, px); x2 = maxOf(x2, px);
            y1 = minOf(y1, py); y2 = maxOf(y2, py);
        }
    }
    return "" + (left + x1) + "," + (top + y1) + "," + (x2 - x1 + 1) + "," + (y2 - y1 + 1);
}
