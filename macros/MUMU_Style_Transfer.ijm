// MUMU style: the same dog once for every style word of the sentence.
// Works from the Macro menu and headless:  -batch MUMU_Style_Transfer.ijm "output folder"
folder = getArgument();
styles = newArray("outline", "ink", "bold", "cartoon", "flat", "gradient", "soft", "classic", "3d");

Ext.install("mumu.MacroExtensions");
park = Ext.mumuOpen("test-images/park.tif");
for (i = 0; i < styles.length; i++) {
    selectImage(parseInt(park));
    result = Ext.mumuGenerate("seed=1 prompt=[a {dog} on a green background, " + styles[i] + " style]");
    if (folder != "")
        Ext.mumuSave(folder + "/style-" + styles[i] + ".png");
}
print("MUMU style transfer: made " + styles.length + " images");
