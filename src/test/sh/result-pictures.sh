#!/usr/bin/env bash
# Makes the pictures of results in docs/images from the real program, unretouched:
#     mvn -q -DskipTests package && src/test/sh/result-pictures.sh
# Needs ImageMagick to put them side by side. No display.
set -euo pipefail
cd "$(dirname "$0")/../../.."
out=$PWD/target/result-pictures
rm -rf "$out" && mkdir -p "$out/training"
imagej() {
    java -Djava.awt.headless=true -Djava.util.prefs.userRoot=target/prefs -Dplugins.dir=target/imagej \
        -jar target/imagej/ij.jar -batch "$@"
}
sheet() { # name, columns, zoom, then file and caption of each
    local name=$1 columns=$2 zoom=$3 parts=()
    shift 3
    while [ $# -gt 0 ]; do
        parts+=('(' "$out/$1" -filter point -resize "$zoom" -set label "$2" ')')
        shift 2
    done
    montage -quiet "${parts[@]}" -font DejaVu-Sans -pointsize 11 -tile "${columns}x" -geometry +5+4 -background white "$out/$name.png"
    convert "$out/$name.png" -dither None -colors 220 -strip "png8:docs/images/$name.png"
}

cat > "$out/styles.ijm" << MACRO
Ext.install("mumu.MacroExtensions");
park = Ext.mumuOpen("test-images/park.tif");
words = newArray("outline", "ink", "bold", "cartoon", "flat", "gradient", "soft", "classic", "3d", "grey", "vintage", "pencil");
for (i = 0; i < words.length; i++)
    make("a {dog} on a white background in " + words[i] + " style", words[i]);
make("a {dog} on a white background", "none");
make("a {dog} on a white background in an {animated style}", "picture");
function make(sentence, name) {
    selectImage(parseInt(park));
    made = Ext.mumuGenerate("seed=1 prompt=[" + sentence + "]");
    Ext.mumuSave("$out/" + name + ".png");
    selectImage(parseInt(made));
    close();
}
MACRO
imagej "$out/styles.ijm"
sheet style-transfer 5 100% none.png "no style" outline.png outline ink.png ink bold.png bold cartoon.png cartoon \
    flat.png flat gradient.png gradient soft.png soft classic.png classic 3d.png 3d \
    grey.png grey vintage.png vintage pencil.png pencil picture.png "{animated style}"

specimens=(nucleus cell bacterium yeast neuron filament vesicle particle colony erythrocyte mitochondrion crystal pollen spore organism diatom sperm "green nucleus")
cat > "$out/specimens.ijm" << MACRO
Ext.install("mumu.MacroExtensions");
words = split("$(IFS=,; echo "${specimens[*]}")", ",");
for (i = 0; i < words.length; i++) {
    made = Ext.mumuGenerate("seed=1 width=128 height=128 prompt=[a {" + words[i] + "} on a grey background]");
    Ext.mumuSave("$out/" + replace(words[i], " ", "-") + ".png");
    selectImage(parseInt(made));
    close();
}
MACRO
imagej "$out/specimens.ijm"
labelled=()
for word in "${specimens[@]}"; do labelled+=("${word// /-}.png" "$word"); done
sheet specimens 6 100% "${labelled[@]}"

imagej target/imagej/macros/MUMU_Consistent_Character.ijm "$out"
sheet consistent-character 3 100% scene-0.png "on yellow" scene-1.png "and his {dog} on green" \
    scene-2.png "next to a car on white" scene-3.png "on the left, a tree on the right" \
    scene-4.png "riding a {dog} on pink" scene-5.png "on red and white stripes"

shown=(3 8 16 40)
cat > "$out/training.ijm" << MACRO
Ext.install("mumu.MacroExtensions");
Ext.mumuOpen("test-images/nuclei.tif");
counts = newArray(3, 8, 16, 40);
grounds = newArray("image", "grey", "image", "image");
clusters = newArray(0, 1, 0, 1);
for (i = 0; i < counts.length; i++) {
    things = counts[i];
    ground = grounds[i];
    touching = clusters[i];
    Ext.mumuTrainingData("count=1 seed=1 fewest=&things most=&things ground=&ground touching=&touching folder=[$out/training/" + things + "]");
}
MACRO
imagej "$out/training.ijm"
files=()
captions=([3]=3 [8]="8 touching" [16]=16 [40]="40 touching")
for i in "${shown[@]}"; do files+=("training/$i/images/00001.tif" "${captions[$i]}"); done
for i in "${shown[@]}"; do
    convert -quiet "$out/training/$i/masks/00001.tif" -evaluate multiply $((60000 / i)) -depth 8 "$out/training/seen-$i.png"
    files+=("training/seen-$i.png" "labels")
done
sheet synthetic-training-data 4 100% "${files[@]}"

cat > "$out/backgrounds.ijm" << MACRO
var source;
Ext.install("mumu.MacroExtensions");
around("test-images/park.tif");
make("seed=1 bind=[background=around:label 1] prompt=[a {man} and his {dog} on a {background}]", "background-1");
make("seed=4 variety=1 bind=[background=around:label 1] prompt=[a {dog} and a {balloon} on a {background}]", "background-2");
make("seed=1 bind=[background=around:label 1] prompt=[a {dog} on a {background} in sepia style]", "background-3");
selectWindow("around");
close();
around("test-images/nuclei.tif");
make("seed=1 variety=1 bind=[nucleus=nucleus*; background=around:label 1] prompt=[thirty {nucleus} on a {background}]", "background-4");

// Object 1 of the label image "around" is the image without its regions.
function around(file) {
    source = parseInt(Ext.mumuOpen(file));
    getDimensions(width, height, channels, slices, frames);
    newImage("around", "8-bit black", width, height, 1);
    mask = getImageID();
    setColor(1);
    fillRect(0, 0, width, height);
    setColor(0);
    selectImage(source);
    regions = Overlay.size;
    for (i = 0; i < regions; i++) {
        selectImage(source);
        Overlay.activateSelection(i);
        getSelectionCoordinates(x, y);
        selectImage(mask);
        makeSelection("polygon", x, y);
        fill();
    }
}
function make(request, name) {
    selectImage(source);
    made = Ext.mumuGenerate(request);
    Ext.mumuSave("$out/" + name + ".png");
    selectImage(parseInt(made));
    close();
}
MACRO
imagej "$out/backgrounds.ijm"
sheet backgrounds 4 100% background-1.png "on a {background}" background-2.png "variety=1" background-3.png "in sepia style" background-4.png "thirty {nucleus}"

cat > "$out/sketches.ijm" << MACRO
Ext.install("mumu.MacroExtensions");
newImage("sheet", "RGB black", 200, 200, 1);
sheet = getImageID();
makePolygon(30,90, 60,50, 70,80, 150,80, 180,40, 170,100, 160,170, 130,170, 125,120, 80,120, 75,170, 50,170, 50,110);
Ext.mumuGenerate("seed=1 bind=[sketch=sheet] prompt=[a dog with the layout of this {sketch}]");
Ext.mumuSave("$out/sketch-dog.png");
selectImage(sheet);
Ext.mumuGenerate("seed=1 bind=[sketch=sheet] prompt=[a house with the layout of this {sketch}]");
Ext.mumuSave("$out/sketch-house.png");
selectImage(sheet);
makeOval(20, 40, 160, 110);
Ext.mumuGenerate("seed=1 bind=[sketch=sheet] prompt=[an apple with the layout of this {sketch}]");
Ext.mumuSave("$out/sketch-apple.png");
MACRO
imagej "$out/sketches.ijm"
sheet sketches 3 100% sketch-dog.png "a dog" sketch-house.png "a house, same sketch" sketch-apple.png "an apple in an oval"
