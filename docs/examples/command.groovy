// Any menu command by its class, with typed parameters; false: ask nothing, take only what is given.
#@ CommandService commands
#@ MumuService mumu
#@ ij.ImagePlus image
#@ String (value="mumu-tiny") model
#@output ij.ImagePlus result

made = commands.run("mumu.GenerateCommand", false,
    "prompt", "a {man} on a blue background",
    "image", image, "seed", 1L, "steps", 2, "model", model).get()
result = made.getOutput("result")

image.setRoi(10, 10, 40, 40)
mumu.paste(result, image, 3)                                            // soft edge of 3 pixels
