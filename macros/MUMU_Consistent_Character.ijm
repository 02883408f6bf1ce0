// MUMU, one character in many scenes: bound once, then only the sentence changes.
// Works from the Macro menu and headless:  -batch MUMU_Consistent_Character.ijm "output folder"
folder = getArgument();
scenes = newArray("a {man} on a yellow background",
    "a {man} and his {dog} on a green background",
    "a {man} next to a car on a white background",
    "a {man} on the left and a tree on the right",
    "a {man} riding a {dog} on a pink background",
    "a {man} on red and white stripes");

Ext.install("mumu.MacroExtensions");
park = Ext.mumuOpen("test-images/park.tif");          // its overlay names the regions man and dog
for (i = 0; i < scenes.length; i++) {
    selectImage(parseInt(park));
    result = Ext.mumuGenerate("seed=" + i + " prompt=[" + scenes[i] + "]");
    if (folder != "")
        Ext.mumuSave(folder + "/scene-" + i + ".png");
}
print("MUMU consistent character: made " + scenes.length + " images");
