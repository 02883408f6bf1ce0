// A picture of the man and the dog named in the overlay of an image file.
// Fiji: File > New > Script..., language Groovy. Headless: fiji --headless --run generate.groovy 'file="park.tif",options="seed=1"'
#@ MumuService mumu
#@ File file
#@ String (value="seed=1") options
#@output ij.ImagePlus result
#@output String information

image = mumu.open(file.toPath())
request = mumu.request(options + " prompt=[a picture of a {man} and his {dog}]")

// An image stands for its selection or all of it, a region for the part a ROI covers.
rois = image.getOverlay().toArray().collectEntries { [it.getName(), it] }
result = mumu.generate(request, [
    man: mumu.region(image, rois.man),
    dog: mumu.region(image, rois.dog)])
information = mumu.info(result)
