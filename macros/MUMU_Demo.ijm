// MUMU demonstration: opens an image whose regions have names and makes a new one from them.
// With a display both stay open; headless they are written:  -batch MUMU_Demo.ijm "output folder"
folder = getArgument();

Ext.install("mumu.MacroExtensions");
source = Ext.mumuOpen("test-images/park.tif");
start = getTime();
result = Ext.mumuGenerate("seed=1 prompt=[a picture of a {man} and his {dog} on a blue background]");
seconds = (getTime() - start) / 1000;

if (folder != "") {
    Ext.mumuSave(folder + "/result.tif");
    Ext.mumuSave(folder + "/result.png");
    selectImage(parseInt(source));
    Ext.mumuSave(folder + "/source.tif");
    Ext.mumuSave(folder + "/source.png");
    print("MUMU demo: source and result are in " + folder);
}
if (folder == "") {                    // side by side
    setLocation(460, 480);
    selectImage(parseInt(source));
    setLocation(20, 480);
}
print("MUMU demo: made the picture in " + seconds + " s, model loading included");
